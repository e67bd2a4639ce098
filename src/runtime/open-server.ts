import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { refuseUnreadable, toRawRefusal } from '#http/refuse-unreadable';

type FetchCallback = Parameters<typeof getRequestListener>[0];

export interface RunningServer {
  /** Where it listens, without a slash at the end. */
  url: string;
  /** Lets running requests finish, and closes. */
  stop(): Promise<void>;
}

/** Requests that are not over by then are cut off. */
const DRAIN_MS = 10_000;

/** An upload takes as long as it takes; a connection on which nothing moves is closed. */
const STILL_MS = 120_000;

/** Longer than the minute for which most proxies keep a connection that rests: they close it. */
const IDLE_MS = 75_000;

/** Serves over HTTP. @throws when the port cannot be listened on */
export function openServer(
  fetch: FetchCallback,
  { host, port }: { host: string; port: number },
): Promise<RunningServer> {
  return new Promise((resolve, reject) => {
    const server = createServer(getRequestListener(fetch, { errorHandler: refuseUnreadable }));
    server.requestTimeout = 0;
    server.timeout = STILL_MS;
    server.keepAliveTimeout = IDLE_MS;
    server.on('clientError', (_error, socket) => {
      if (socket.writable) socket.end(toRawRefusal());
      else socket.destroy();
    });
    const closeIdle = watchIdle(server);
    const stop = () => closeServer(server, closeIdle);
    server.once('listening', () => resolve({ url: toUrl(server), stop }));
    server.once('error', reject);
    server.listen(port, host);
  });
}

function toUrl(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the API has no TCP port');
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${host}:${address.port}`;
}

/** Closes connections without a request in hand; Node does so only after their first one. */
function watchIdle(server: Server): () => void {
  const idle = new Set<Socket>();
  server.on('connection', (socket) => {
    idle.add(socket);
    socket.once('close', () => idle.delete(socket));
  });
  server.on('request', ({ socket }) => idle.delete(socket));
  return () => {
    for (const socket of idle) socket.destroy();
    server.closeIdleConnections();
  };
}

function closeServer(server: Server, closeIdle: () => void): Promise<void> {
  return new Promise((resolve) => {
    const cutOff = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
    // Who is answered now has no next request: the connection would be waited for.
    server.keepAliveTimeout = 1;
    server.close(() => {
      clearTimeout(cutOff);
      resolve();
    });
    closeIdle();
  });
}

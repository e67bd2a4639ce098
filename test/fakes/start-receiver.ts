import { createServer, type IncomingHttpHeaders } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { createLedger, type Ledger } from '#test/support/fakes/ledger';
import { LOOPBACK, listenOnLoopback } from '#test/support/fakes/listen-on-loopback';

export interface Received {
  /** The full one, as it was asked for. */
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface Receiver {
  url: string;
  received: Ledger<Received>;
  stop(): Promise<void>;
}

/** A server that takes webhooks, and answers each with the status its path asks for: `/204`. */
export async function startReceiver(): Promise<Receiver> {
  const received = createLedger<Received>();
  const server = createServer(async (request, response) => {
    const path = request.url ?? '/';
    const body = (await buffer(request)).toString();
    received.append({ url: `${url}${path}`, headers: request.headers, body });
    response.writeHead(Number(path.slice(1, 4)) || 200).end('received');
  });
  const { port, stop } = await listenOnLoopback(server);
  const url = `http://${LOOPBACK}:${port}`;
  return { url, received, stop };
}

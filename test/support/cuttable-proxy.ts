import { connect, createServer, type Server, type Socket } from 'node:net';

/** A TCP proxy that can be cut: what is connected breaks off, and nobody gets in. */
export interface CuttableProxy {
  host: string;
  port: number;
  cut(): Promise<void>;
  mend(): Promise<void>;
  /** Breaks off what is connected, as a server does that dies; who comes next gets in. */
  reset(): void;
  stop(): Promise<void>;
}

const HOST = '127.0.0.1';

/** Puts a proxy in front of a server. */
export async function startCuttableProxy(target: {
  host: string;
  port: number;
}): Promise<CuttableProxy> {
  const open = new Set<Socket>();
  const server = createServer((incoming) => {
    const outgoing = connect(target);
    for (const [from, to] of [
      [incoming, outgoing],
      [outgoing, incoming],
    ] as const) {
      open.add(from);
      from.pipe(to);
      from.on('error', () => {});
      from.on('close', () => {
        open.delete(from);
        to.destroy();
      });
    }
  });
  const port = await listen(server, 0);
  const cut = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of open) socket.destroy();
    if (server.listening) await closed;
  };
  return {
    host: HOST,
    port,
    cut,
    async mend() {
      await listen(server, port);
    },
    reset() {
      for (const socket of open) socket.resetAndDestroy();
    },
    stop: cut,
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

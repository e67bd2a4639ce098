import type { AddressInfo, Server, Socket } from 'node:net';

export interface Listening {
  port: number;
  /** How many connections there were, and how many of them nobody has ended yet. */
  connections(): Connections;
  /** Ends at once: every connection breaks off, whether it was answered or not. */
  stop(): Promise<void>;
}

export interface Connections {
  opened: number;
  open: number;
}

export const LOOPBACK = '127.0.0.1';

/**
 * Lets a server listen on the loopback, on any free port unless one is given.
 *
 * @throws when the port is taken.
 */
export async function listenOnLoopback(server: Server, port = 0): Promise<Listening> {
  const open = new Set<Socket>();
  let opened = 0;
  server.on('connection', (socket) => {
    opened += 1;
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return {
    connections: () => ({ opened, open: open.size }),
    port: (server.address() as AddressInfo).port,
    async stop() {
      if (!server.listening) return;
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

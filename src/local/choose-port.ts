import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

// Below every system's range for outgoing connections: a client that keeps calling a port of that
// range while its server is down can connect to itself, and then holds the port.
const LOWEST_PORT = 15_000;
const HIGHEST_PORT = 30_000;
const TRIES = 100;

/**
 * Chooses a TCP port on 127.0.0.1: the preferred one if it is still free, else any free one.
 *
 * @throws Error when no free port was met in a hundred tries.
 */
export async function choosePort(preferred?: number): Promise<number> {
  if (preferred !== undefined && (await isFree(preferred))) return preferred;
  for (let tried = 0; tried < TRIES; tried += 1) {
    const port = randomInt(LOWEST_PORT, HIGHEST_PORT);
    if (await isFree(port)) return port;
  }
  throw new Error(`no free port between ${LOWEST_PORT} and ${HIGHEST_PORT} on 127.0.0.1`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

import { connect } from 'node:net';

const TIMEOUT_MS = 1000;
const PROTOCOL_3_0 = 196_608;

/**
 * Asks whether a PostgreSQL server on 127.0.0.1 takes connections: it sends the first message of
 * the protocol and sees whether the server wants a password ("R"), or is still starting ("E").
 */
export function askPostgres(port: number, user: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const answer = (ready: boolean) => {
      socket.destroy();
      resolve(ready);
    };
    socket.setTimeout(TIMEOUT_MS, () => answer(false));
    socket.once('connect', () => socket.write(startupMessage(user)));
    socket.once('data', (reply) => answer(reply.toString('latin1', 0, 1) === 'R'));
    socket.once('error', () => answer(false));
    socket.once('close', () => answer(false));
  });
}

function startupMessage(user: string): Buffer {
  const parameters = Buffer.from(`user\0${user}\0database\0${user}\0\0`);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(head.length + parameters.length, 0);
  head.writeUInt32BE(PROTOCOL_3_0, 4);
  return Buffer.concat([head, parameters]);
}

import http from 'node:http';
import https from 'node:https';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createImpatientAgents } from '#providers/impatient-agents';
import { toNetworkOutcome } from '#providers/network-outcomes';

const CONNECT_TIMEOUT_MS = 100;
const cleanUps: (() => void)[] = [];
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp();
});

/** A server that does as told with each connection. @returns its port. */
async function listen(onConnection: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanUps.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** Posts, and answers with the error that comes. */
function post(url: string): Promise<unknown> {
  const { httpAgent, httpsAgent } = createImpatientAgents(1, CONNECT_TIMEOUT_MS);
  cleanUps.push(() => {
    httpAgent.destroy();
    httpsAgent.destroy();
  });
  const isPlain = url.startsWith('http:');
  return new Promise((resolve) => {
    const options = { method: 'POST', agent: isPlain ? httpAgent : httpsAgent };
    const call = (isPlain ? http : https).request(url, options, (response) => {
      response.resume();
      response.on('error', resolve);
    });
    call.on('error', resolve);
    call.end('a message');
  });
}

const freePort = async () => {
  const port = await listen(() => {});
  for (const cleanUp of cleanUps.splice(0)) cleanUp();
  return port;
};

describe('certainly not sent', () => {
  test('nobody listens there', async () => {
    const error = await post(`http://127.0.0.1:${await freePort()}/`);
    expect(toNetworkOutcome(error)).toEqual({ kind: 'not_sent', code: 'econnrefused' });
  });

  test('both addresses of a name refuse', async () => {
    const error = await post(`http://localhost:${await freePort()}/`);
    expect(toNetworkOutcome(error)).toEqual({ kind: 'not_sent', code: 'econnrefused' });
  });

  test('the name does not exist', async () => {
    const error = await post('http://does-not-exist.invalid/');
    expect(toNetworkOutcome(error)).toMatchObject({ kind: 'not_sent' });
  });

  test('the server never secures the connection', async () => {
    const error = await post(`https://127.0.0.1:${await listen(() => {})}/`);
    expect(toNetworkOutcome(error)).toEqual({ kind: 'not_sent', code: 'connect_timeout' });
  });
});

describe('certainly not sent, in a word of the client', () => {
  test.each(['CERT_HAS_EXPIRED', 'ECONNREFUSED'])('%s behind ESOCKET', (originalCode) => {
    const error = Object.assign(new Error('x'), { code: 'ESOCKET', originalCode });
    expect(toNetworkOutcome(error)).toEqual({
      kind: 'not_sent',
      code: originalCode.toLowerCase(),
    });
  });
});

describe('nobody can tell', () => {
  test('the connection is cut after the request was read', async () => {
    const port = await listen((socket) => socket.once('data', () => socket.destroy()));
    const error = await post(`http://127.0.0.1:${port}/`);
    expect(toNetworkOutcome(error)).toEqual({ kind: 'ambiguous', code: 'econnreset' });
  });

  test('the answer is no HTTP', async () => {
    const port = await listen((socket) => socket.once('data', () => socket.end('hello\r\n\r\n')));
    const error = await post(`http://127.0.0.1:${port}/`);
    expect(toNetworkOutcome(error)).toMatchObject({ kind: 'ambiguous' });
  });

  test.each([
    [new Error('no code at all'), 'connection'],
    ['not even an error', 'connection'],
    [null, 'connection'],
    [Object.assign(new Error('x'), { code: 'E +12125550123' }), 'connection'],
    [new Error('outer', { cause: Object.assign(new Error('x'), { code: 'EPIPE' }) }), 'epipe'],
  ])('%s', (error, code) => {
    expect(toNetworkOutcome(error)).toEqual({ kind: 'ambiguous', code });
  });
});

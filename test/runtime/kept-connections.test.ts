import { once } from 'node:events';
import { Agent, type IncomingMessage, request, Server } from 'node:http';
import { connect } from 'node:net';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { startApi } from '#runtime/start-api';
import { startTestSystem, type TestSystem } from '#test/support/test-system';

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem({ worker: false });
});
afterAll(() => system.stop());

function start() {
  const options = { host: '127.0.0.1', port: 0, version: '0.0.0-test' };
  return startApi({ ...system.core, registry: new Registry() }, options);
}

test('a connection is kept longer than the minute for which most proxies keep theirs', async () => {
  const api = await start();
  onTestFinished(() => api.stop());
  const response = await fetch(`${api.url}/livez`);
  expect(response.status).toBe(200);
  const [, seconds] = /^timeout=(\d+)$/.exec(response.headers.get('keep-alive') ?? '') ?? [];
  expect(Number(seconds)).toBeGreaterThan(60);
});

test('an API that stops waits for a request in hand, and not for another on its connection', async () => {
  const api = await start();
  const agent = new Agent({ keepAlive: true });
  onTestFinished(() => agent.destroy());
  const headers = {
    Authorization: `Bearer ${system.key}`,
    'Content-Type': 'application/json',
    Expect: '100-continue',
  };
  const call = request(`${api.url}/v1/messages`, { method: 'POST', agent, headers });
  const answered = once(call, 'response') as Promise<[IncomingMessage]>;
  call.flushHeaders();
  await once(call, 'continue');
  const cut = vi.spyOn(Server.prototype, 'closeAllConnections');
  const stopped = api.stop();
  call.end(JSON.stringify({ channel: 'sms', to: '+12125550123', text: 'Hello' }));
  const [response] = await answered;
  expect(response.statusCode).toBe(201);
  response.resume();
  await stopped;
  expect(cut).not.toHaveBeenCalled();
});

test('an API that stops waits for no connection on which nothing was ever asked', async () => {
  const api = await start();
  const { hostname, port } = new URL(api.url);
  const silent = connect(Number(port), hostname);
  onTestFinished(() => void silent.destroy());
  silent.on('error', () => {});
  await once(silent, 'connect');
  // Behind it in the queue: the silent one has been accepted when this is answered.
  expect((await fetch(`${api.url}/livez`)).status).toBe(200);
  const cut = vi.spyOn(Server.prototype, 'closeAllConnections');
  const closed = once(silent, 'close');
  await Promise.all([api.stop(), closed]);
  expect(cut).not.toHaveBeenCalled();
});

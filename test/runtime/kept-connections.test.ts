import { Registry } from 'prom-client';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { startApi } from '#runtime/start-api';
import { startTestSystem, type TestSystem } from '#test/support/test-system';

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem({ worker: false });
});
afterAll(() => system.stop());

test('a connection is kept longer than load balancers keep theirs, which is a minute', async () => {
  const options = { host: '127.0.0.1', port: 0, version: '0.0.0-test' };
  const api = await startApi({ ...system.core, registry: new Registry() }, options);
  onTestFinished(() => api.stop());
  const response = await fetch(`${api.url}/livez`);
  expect(response.status).toBe(200);
  const [, seconds] = /^timeout=(\d+)$/.exec(response.headers.get('keep-alive') ?? '') ?? [];
  expect(Number(seconds)).toBeGreaterThan(60);
});

import { createServer } from 'node:net';
import { Connection } from '@temporalio/client';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import type { Core } from '#runtime/open-core';
import { startApi } from '#runtime/start-api';
import { startWorker } from '#runtime/start-worker';
import { LOOPBACK, listenOnLoopback } from '#test/support/fakes/listen-on-loopback';
import { startTestSystem, type TestSystem } from '#test/support/test-system';

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem({ worker: false });
});
afterAll(() => system.stop());

const connecting = vi.spyOn(Connection, 'lazy');
beforeEach(() => {
  connecting.mockClear();
});

/** Temporal is there: what is not closed could still ask it. */
async function expectClosed(): Promise<void> {
  const connection = connecting.mock.results[0]?.value as Connection | undefined;
  const asking = connection?.workflowService.getSystemInfo({});
  await expect(asking).rejects.toThrow('shut down');
}

/** The system's core for a second process; what is asked of its database is counted. */
function watchedCore(overrides: Partial<Core['connection']> = {}) {
  const asked = { count: 0 };
  const { connection } = system.core;
  const db = new Proxy(connection.db, {
    get(target, name, receiver) {
      asked.count += 1;
      return Reflect.get(target, name, receiver);
    },
  });
  const core: Core = {
    ...system.core,
    registry: new Registry(),
    connection: { ...connection, db, ...overrides },
  };
  return { core, asked };
}

test('a worker whose relay bell is not to be had leaves nothing running', async () => {
  const { sql } = system.core.connection;
  const deaf = Object.assign(((...query: Parameters<typeof sql>) => sql(...query)) as typeof sql, {
    listen: () => Promise.reject(new Error('no bell')),
  });
  const { core, asked } = watchedCore({ sql: deaf });
  const { taskQueue } = system;
  await expect(startWorker(core, { taskQueue })).rejects.toThrow('no bell');
  expect(asked.count).toBeGreaterThan(0);
  await expectClosed();

  // A relay that was left would look at its queue twice a second, and more often for this.
  const before = asked.count;
  const sendAt = system.inMs(3_500);
  const { id } = await system.schedule({ sendAt });
  const worker = await system.startWorker();
  await system.untilStatus(id, 'sent');
  await worker.stop();
  expect(asked.count).toBe(before);
});

test('a worker that is given no address for Temporal does not start', async () => {
  const { core } = watchedCore();
  const temporal = { ...core.temporal, address: 'http://temporal:7233' };
  await expect(startWorker({ ...core, temporal })).rejects.toThrow('Invalid address');
});

test('an API whose port is taken leaves no connection to Temporal, and says what is wrong', async () => {
  const { port, stop } = await listenOnLoopback(createServer());
  onTestFinished(stop);
  const api = startApi(watchedCore().core, { host: LOOPBACK, port, version: '0.0.0-test' });
  await expect(api).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await expectClosed();
});

test('an API that cannot read what signatures are checked with leaves none either', async () => {
  const receipts = { sendgrid: { publicKey: 'no key' } };
  const options = { host: LOOPBACK, port: 0, version: '0.0.0-test', receipts };
  await expect(startApi(watchedCore().core, options)).rejects.toThrow();
  await expectClosed();
});

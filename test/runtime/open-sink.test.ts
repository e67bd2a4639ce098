import { afterAll, beforeAll, expect, inject, onTestFinished, test } from 'vitest';
import { connect } from '#db/connect';
import { newId } from '#db/new-id';
import type { sinkDeliveries } from '#db/schema/sink-deliveries';
import { PROVIDER_TIMEOUT_MS } from '#domain/delivery';
import type { OutboundMessage } from '#providers/provider';
import { openSink } from '#runtime/open-sink';
import { startCuttableProxy } from '#test/support/cuttable-proxy';
import { eventually } from '#test/support/eventually';
import { startTestSystem, type TestSystem } from '#test/support/test-system';

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem({ worker: false });
});
afterAll(() => system.stop());

const message = {
  channel: 'sms',
  ...{ attempt: 1, subject: null, text: 'Hello', html: null, mediaUrls: null },
  ...{ contentSid: null, contentVariables: null, settings: {}, email: null },
  from: { address: '+12125550100', serviceSid: null, name: 'Sink' },
  to: { address: '+12125550123', name: null },
} as const;

/** The sink behind a proxy, and how often it asked the database to keep something. */
async function sinkBehindProxy() {
  const target = new URL(inject('postgresUrl'));
  const proxy = await startCuttableProxy({ host: target.hostname, port: Number(target.port) });
  const url = new URL(system.databaseUrl);
  url.port = String(proxy.port);
  const connection = connect({ url: url.href, poolSize: 1, name: 'sink' });
  onTestFinished(async () => {
    await connection.close();
    await proxy.stop();
  });
  const asked = { count: 0 };
  const db = new Proxy(connection.db, {
    get(from, name, receiver) {
      if (name === 'insert') asked.count += 1;
      return Reflect.get(from, name, receiver);
    },
  });
  return { proxy, asked, sink: openSink({ ...system.core, connection: { ...connection, db } }) };
}

test('the sink keeps what it is given while its database is away, once it is back', async () => {
  const { proxy, asked, sink } = await sinkBehindProxy();
  await proxy.cut();
  const one: OutboundMessage = { ...message, ...inWorkspaceOf(system) };
  const sending = sink.send(one, PROVIDER_TIMEOUT_MS);
  await eventually('a second try', () => asked.count > 1);
  await proxy.mend();
  const outcome = await sending;
  const [kept, ...more] = await system.sunk(one.messageId);
  expect(more).toEqual([]);
  expect(outcome).toEqual({ kind: 'accepted', providerMessageId: kept?.id });
});

test('what was kept and not heard of is not kept again', async () => {
  const { connection } = system.core;
  let answersLost = 0;
  const db = new Proxy(connection.db, {
    get(from, name, receiver) {
      if (name !== 'insert' || answersLost > 0) return Reflect.get(from, name, receiver);
      answersLost += 1;
      return (table: typeof sinkDeliveries) => ({
        values: (row: typeof sinkDeliveries.$inferInsert) => ({
          async onConflictDoNothing() {
            await from.insert(table).values(row);
            throw Object.assign(new Error('write CONNECTION_CLOSED'), {
              code: 'CONNECTION_CLOSED',
            });
          },
        }),
      });
    },
  });
  const sink = openSink({ ...system.core, connection: { ...connection, db } });
  const one: OutboundMessage = { ...message, ...inWorkspaceOf(system) };
  const outcome = await sink.send(one, PROVIDER_TIMEOUT_MS);
  expect(answersLost).toBe(1);
  const [kept, ...more] = await system.sunk(one.messageId);
  expect(more).toEqual([]);
  expect(outcome).toEqual({ kind: 'accepted', providerMessageId: kept?.id });
});

test('a database that stays away is waited for as long as the caller waits', async () => {
  const { proxy, asked, sink } = await sinkBehindProxy();
  await proxy.cut();
  const one: OutboundMessage = { ...message, ...inWorkspaceOf(system) };
  await expect(sink.send(one, 1_000)).rejects.toThrow('did not answer in time');
  const tries = asked.count;
  expect(tries).toBeGreaterThan(1);
  await proxy.mend();
  expect(await sink.send({ ...one, ...inWorkspaceOf(system) }, PROVIDER_TIMEOUT_MS)).toMatchObject({
    kind: 'accepted',
  });
  expect(asked.count).toBe(tries + 1);
});

test('what the database refuses is not tried again', async () => {
  const { asked, sink } = await sinkBehindProxy();
  const nonsense = { ...message, ...inWorkspaceOf(system), channel: 'pigeon' };
  await expect(sink.send(nonsense as never, PROVIDER_TIMEOUT_MS)).rejects.toThrow();
  expect(asked.count).toBe(1);
});

function inWorkspaceOf({ actor }: TestSystem) {
  return { workspaceId: actor.workspaceId, messageId: newId('msg') };
}

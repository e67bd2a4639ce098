import { afterAll, beforeAll, expect, test } from 'vitest';
import { createBatch } from '#batches/create-batch';
import { getBatch } from '#batches/get-batch';
import type { MessageInput } from '#messages/message-input';
import { eventually } from '#test/support/eventually';
import { startTestSystem, type TestSystem } from '#test/support/test-system';

const ITEMS = 200;

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem();
});
afterAll(() => system.stop());

const toItem = (at: number, more: Partial<MessageInput> = {}) => ({
  kind: 'readable' as const,
  input: { channel: 'sms' as const, to: `+1212555${2000 + at}`, text: `Number ${at}`, ...more },
});
const post = (items: ReturnType<typeof toItem>[]) =>
  system.act((scope) => createBatch(system.core, scope, { items }));
const batchOf = (id: string) => system.act((scope) => getBatch(scope, id));

test('B1, B2: a batch that goes now is sent, each message once, and is done', async () => {
  const { batch } = await post(Array.from({ length: ITEMS }, (_, at) => toItem(at)));
  const done = await eventually('the batch done', async () => {
    const view = await batchOf(batch.id);
    return view.status === 'done' && view;
  });
  expect(done).toMatchObject({ total: ITEMS, estimatedEndAt: null });
  expect(done.counts.sent).toBe(ITEMS);
  const [row] = await system.core.connection.sql`
    SELECT count(*)::int AS sunk, count(DISTINCT message_id)::int AS messages FROM sink_deliveries d
    JOIN messages m ON m.id = d.message_id WHERE m.batch_id = ${batch.id}`;
  expect(row).toEqual({ sunk: ITEMS, messages: ITEMS });
});

test('B2: it runs while one of its messages waits', async () => {
  const later = system.inMs(3_600_000);
  const { batch, lastSendAt } = await post([toItem(0), toItem(1, { sendAt: later })]);
  const view = await eventually('one sent', async () => {
    const found = await batchOf(batch.id);
    return found.counts.sent === 1 && found;
  });
  expect([view.status, view.counts.scheduled]).toEqual(['running', 1]);
  expect([view.estimatedEndAt, lastSendAt]).toEqual([new Date(later), new Date(later)]);
});

test('B1: what the database refuses half way leaves no batch and no message behind', async () => {
  const { sql } = system.core.connection;
  const count = async () =>
    (
      await sql`SELECT (SELECT count(*) FROM messages)::int AS m, (SELECT count(*) FROM batches)::int AS b`
    )[0];
  const before = await count();
  await sql`ALTER TABLE messages ADD CONSTRAINT no_such CHECK (text <> 'Number 1500')`;
  const posted = post(Array.from({ length: 1_600 }, (_, at) => toItem(at)));
  await expect(posted).rejects.toThrow();
  expect(await count()).toEqual(before);
  await sql`ALTER TABLE messages DROP CONSTRAINT no_such`;
});

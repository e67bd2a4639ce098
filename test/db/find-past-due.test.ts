import { afterAll, beforeAll, expect, test } from 'vitest';
import { findPastDue } from '#db/messages/find-past-due';
import { createBatchStage } from '#test/support/batch-stage';
import { cloneMessages } from '#test/support/clone-messages';
import { mostRead } from '#test/support/most-read';
import { startTestSystem, type TestSystem } from '#test/support/test-system';

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem({ worker: false });
});
afterAll(() => system.stop());

test('B3: of a large batch that was just paused the sweep looks at some alone', async () => {
  const stage = createBatchStage(system);
  const id = await stage.post(1);
  const [first] = await stage.messagesOf(id);
  await cloneMessages(system, first?.id ?? '', 9_999);
  const { db, sql: client } = system.core.connection;
  await stage.pause(id);
  await client`UPDATE messages SET held = false WHERE batch_id = ${id}`;
  await client`VACUUM ANALYZE messages`;
  const now = new Date(system.core.clock.nowMs() + 60_000);
  const past = { now, dueBefore: now, limit: 100 };
  expect(await mostRead(db, (tx) => findPastDue(tx, past))).toBeLessThanOrEqual(2_000);
  const other = await system.schedule({ channel: 'email', to: 'ana@example.com', subject: 'Hi' });
  expect((await findPastDue(db, past)).map((found) => found.id)).toEqual([other.id]);
  await client`UPDATE messages SET held = true WHERE batch_id = ${id}`;
  const waiting = await system.schedule();
  const found = (await findPastDue(db, past)).map((each) => each.id);
  expect(found.toSorted()).toEqual([other.id, waiting.id].toSorted());
});

test('of a crowd that came after the statistics were taken, too', async () => {
  const { db, sql: client } = system.core.connection;
  const { id } = await system.schedule();
  await client`VACUUM ANALYZE messages`;
  await cloneMessages(system, id, 5_000);
  const now = new Date(system.core.clock.nowMs() + 60_000);
  const past = { now, dueBefore: now, limit: 60 };
  expect((await findPastDue(db, past)).length).toBeGreaterThan(100);
  expect(await mostRead(db, (tx) => findPastDue(tx, past))).toBeLessThanOrEqual(500);
});

test('B3: a sender whose messages are left to their workflows for a moment takes no share', async () => {
  const { db, sql: client } = system.core.connection;
  await client`UPDATE messages SET held = true`;
  const id = await createBatchStage(system).post(1);
  const [first] = await createBatchStage(system).messagesOf(id);
  await cloneMessages(system, first?.id ?? '', 100);
  await system.schedule({ channel: 'email', to: 'ana@example.com', subject: 'Hi' });
  const now = new Date(system.core.clock.nowMs() + 10);
  const past = { now, dueBefore: new Date(now.getTime() - 3_600_000), limit: 10 };
  expect(await findPastDue(db, past)).toHaveLength(40);
});

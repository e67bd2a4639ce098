import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findOutlook } from '#db/find-outlook';
import { createBatchStage } from '#test/support/batch-stage';
import { cloneMessages } from '#test/support/clone-messages';
import { mostRead } from '#test/support/most-read';
import { startTestSystem, type TestSystem } from '#test/support/test-system';

let system: TestSystem;
let stage: ReturnType<typeof createBatchStage>;
beforeAll(async () => {
  system = await startTestSystem({ worker: false });
  stage = createBatchStage(system);
});
afterAll(() => system.stop());

const MESSAGES = 5_000;

test('a look at a long batch reads a few of its messages, whether or not one is in hand', async () => {
  const { db } = system.core.connection;
  const sendAt = system.inMs(7_200_000);
  const id = await stage.post(1, () => ({ sendAt }));
  const [first] = await stage.messagesOf(id);
  await cloneMessages(system, first?.id ?? '', MESSAGES);
  const handOverAfter = new Date(system.inMs(3_600_000));
  const look = () => findOutlook(db, id, handOverAfter);
  const read = () => mostRead(db, (tx) => findOutlook(tx, id, handOverAfter));

  const dueAt = new Date(sendAt);
  const waiting = { hasPending: true, isInHand: false, lastDueAt: dueAt, nextItemAt: dueAt };
  expect(await look()).toEqual(waiting);
  expect(await read()).toBeLessThan(100);
  await db.execute(sql`UPDATE messages SET status = 'sending', claimed_at = now()
    WHERE id = ${first?.id}`);
  expect(await look()).toEqual({ ...waiting, isInHand: true });
  expect(await read()).toBeLessThan(100);
});

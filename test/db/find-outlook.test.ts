import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findOutlook } from '#db/find-outlook';
import type { BatchStatus } from '#domain/batch';
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

test('a look at a long batch reads a few of its messages, and knows what a paused one has in hand', async () => {
  const { db } = system.core.connection;
  const sendAt = system.inMs(7_200_000);
  const id = await stage.post(1, () => ({ sendAt }));
  const [first] = await stage.messagesOf(id);
  await cloneMessages(system, first?.id ?? '', MESSAGES);
  const handOverAfter = new Date(system.inMs(3_600_000));
  const look = (status: BatchStatus) => findOutlook(db, { id, status }, handOverAfter);

  const dueAt = new Date(sendAt);
  const waiting = { hasPending: true, isInHand: false, lastDueAt: dueAt, nextItemAt: dueAt };
  expect(await look('running')).toEqual(waiting);
  expect(await look('paused')).toEqual(waiting);
  const read = mostRead(db, (on) => findOutlook(on, { id, status: 'running' }, handOverAfter));
  expect(await read).toBeLessThan(100);
  await db.execute(sql`UPDATE messages SET status = 'sending', claimed_at = now()
    WHERE id = ${first?.id}`);
  expect(await look('paused')).toEqual({ ...waiting, isInHand: true });
});

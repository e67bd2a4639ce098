import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lockBatch } from '#db/batches';
import { claimPastDue } from '#db/messages/claim-messages';
import { createBatchStage } from '#test/support/batch-stage';
import { startTestSystem, type TestSystem } from '#test/support/test-system';
import { untilSomebodyWaits } from '#test/support/until-somebody-waits';

let system: TestSystem;
let stage: ReturnType<typeof createBatchStage>;
beforeAll(async () => {
  system = await startTestSystem({ worker: false });
  stage = createBatchStage(system);
});
afterAll(() => system.stop());

const now = () => new Date(system.core.clock.nowMs());

test("B2: the estimated end counts its sender's rate", async () => {
  const { sql } = system.core.connection;
  const id = await stage.post(11, () => ({ sendAt: system.inMs(3_600_000) }));
  const dueMs = new Date((await stage.messagesOf(id))[10]?.dueAt ?? 0).getTime();
  expect((await stage.get(id)).estimatedEndAt?.getTime()).toBe(dueMs);
  await sql`UPDATE senders SET rate_per_second = 0.5 WHERE channel = 'sms'`;
  const endMs = (await stage.get(id)).estimatedEndAt?.getTime() ?? 0;
  await sql`UPDATE senders SET rate_per_second = NULL WHERE channel = 'sms'`;
  expect(endMs - dueMs).toBeGreaterThan(19_000);
  expect(endMs - dueMs).toBeLessThan(21_000);
});

describe('B1: putting a message into a batch', () => {
  test('that is paused keeps it until that is resumed', async () => {
    const id = await stage.post(1);
    await stage.pause(id);
    const { id: added } = await system.schedule({ batchId: id });
    expect(await system.row(added)).toMatchObject({ held: true, byBatch: false });
    await stage.resume(id);
    expect(await stage.claimsOf(id)).toHaveLength(2);
  });

  test('that is done has it run again', async () => {
    const id = await stage.post(1);
    await system.core.connection.sql`
      UPDATE batches SET status = 'done', completed_at = now() WHERE id = ${id}`;
    await Promise.all([1, 2, 3].map(() => system.schedule({ batchId: id })));
    expect(await stage.get(id)).toMatchObject({ status: 'running', completedAt: null, total: 4 });
  });

  test('that is being paused waits for that', async () => {
    const id = await stage.post(1);
    const { added } = await system.core.connection.db.transaction(async (tx) => {
      await lockBatch(tx, id);
      const waiting = system.schedule({ batchId: id });
      await untilSomebodyWaits(system.core.connection);
      await tx.execute(`UPDATE batches SET status = 'paused' WHERE id = '${id}'`);
      return { added: waiting };
    });
    expect((await system.row((await added).id)).held).toBe(true);
  });
});

describe('B3: an item of a batch', () => {
  test('C2: that gets another time has a workflow of its own from then on', async () => {
    const id = await stage.post(1, () => ({ sendAt: system.inMs(3_600_000) }));
    const [item] = await stage.messagesOf(id);
    const notes = () => system.core.connection.sql`
      SELECT is_new FROM outbox WHERE message_id = ${item?.id ?? ''}`;
    expect([item?.byBatch, (await notes()).length]).toEqual([true, 0]);
    await system.edit(item?.id ?? '', { text: 'Another text' });
    expect([(await system.row(item?.id ?? '')).byBatch, (await notes()).length]).toEqual([true, 0]);
    await system.edit(item?.id ?? '', { sendAt: system.inMs(7_200_000) });
    expect((await system.row(item?.id ?? '')).byBatch).toBe(false);
    expect(await notes()).toEqual([{ is_new: true }]);
  });

  test('goes without the grace that others wait for their workflows', async () => {
    const id = await stage.post(1);
    const { id: single } = await system.schedule();
    const at = now();
    const dueBefore = new Date(at.getTime() - 3_600_000);
    const claimed = await claimPastDue(system.core.connection.db, {
      now: at,
      dueBefore,
      limit: 99,
    });
    const [item] = await stage.messagesOf(id);
    expect(claimed.map((each) => each.id)).toContain(item?.id);
    expect(claimed.map((each) => each.id)).not.toContain(single);
  });
});

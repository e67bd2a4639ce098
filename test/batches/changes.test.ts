import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lockBatch } from '#db/batches';
import { claimMessage } from '#db/messages/claim-messages';
import { settleAttempts } from '#db/messages/settle-attempts';
import { getTimeline } from '#messages/get-timeline';
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
const giveBack = (messageId: string) =>
  settleAttempts(system.core.connection.db, [
    {
      messageId,
      attempt: 1,
      outcome: { kind: 'not_sent', code: '429' },
      settlement: { kind: 'retry', code: '429', nextAttemptAt: now() },
      at: now(),
    },
  ]);

describe('B3: pausing a batch', () => {
  test('keeps all of it from being claimed, by the sweep and by workflows', async () => {
    const id = await stage.post(3);
    expect(await stage.pause(id)).toMatchObject({ status: 'paused', counts: { scheduled: 3 } });
    expect(await stage.claimsOf(id)).toEqual([]);
    const [first] = await stage.messagesOf(id);
    if (!first) throw new Error('the batch is empty');
    expect(first).toMatchObject({ status: 'scheduled', held: true, version: 1 });
    expect(await claimMessage(system.core.connection.db, first.id, 1, now())).toBeNull();
  });

  test('keeps also what no statement has held yet', async () => {
    const id = await stage.post(3);
    await stage.pause(id);
    await system.core.connection.sql`UPDATE messages SET held = false WHERE batch_id = ${id}`;
    const messages = await stage.messagesOf(id);
    expect(await stage.claimsOf(id)).toEqual([]);
    const { db } = system.core.connection;
    for (const each of messages) expect(await claimMessage(db, each.id, 1, now())).toBeNull();
  });

  test('in the making, makes a claim wait and the sweep look elsewhere', async () => {
    const id = await stage.post(2);
    const [first] = await stage.messagesOf(id);
    const { db } = system.core.connection;
    const { claim } = await db.transaction(async (tx) => {
      await lockBatch(tx, id);
      await tx.execute(`UPDATE batches SET status = 'paused' WHERE id = '${id}'`);
      const waiting = claimMessage(db, first?.id ?? '', 1, now());
      await untilSomebodyWaits(system.core.connection);
      expect(await stage.claimsOf(id)).toEqual([]);
      return { claim: waiting };
    });
    expect(await claim).toBeNull();
  });

  test('waits for a claim in the making, and counts it', async () => {
    const id = await stage.post(2);
    const [first] = await stage.messagesOf(id);
    const { paused } = await system.core.connection.db.transaction(async (tx) => {
      expect(await claimMessage(tx, first?.id ?? '', 1, now())).not.toBeNull();
      const waiting = stage.pause(id);
      await untilSomebodyWaits(system.core.connection);
      return { paused: waiting };
    });
    expect((await paused).counts).toMatchObject({ sending: 1, scheduled: 1 });
  });

  test('twice changes nothing; a message that is given back meanwhile is not sent', async () => {
    const id = await stage.post(2);
    const claimed = await stage.claimsOf(id);
    expect(claimed).toHaveLength(2);
    // What is due goes as soon as it may: its estimated end moves on.
    const { estimatedEndAt: _, ...first } = await stage.pause(id);
    expect(await stage.pause(id)).toMatchObject(first);
    expect(await stage.eventsOf(id)).toEqual(['paused']);
    await giveBack(claimed[0]?.id ?? '');
    expect(await stage.claimsOf(id)).toEqual([]);
    expect((await stage.get(id)).counts).toMatchObject({ scheduled: 1, sending: 1 });
    await stage.resume(id);
    expect((await stage.claimsOf(id)).map((each) => each.id)).toEqual([claimed[0]?.id]);
  });

  test('H5: is on the timelines of those who waited, and of nobody else', async () => {
    const id = await stage.post(2);
    const [gone, kept] = await stage.messagesOf(id);
    await claimMessage(system.core.connection.db, gone?.id ?? '', 1, now());
    // A moment later: what has the same millisecond would be told of both.
    system.passMs(5);
    await stage.pause(id);
    await stage.resume(id);
    const kindsOf = async (message: string) =>
      (await system.act((scope) => getTimeline(scope, message))).data.map(({ kind }) => kind);
    expect(await kindsOf(gone?.id ?? '')).toEqual(['accepted', 'sending']);
    expect(await kindsOf(kept?.id ?? '')).toEqual(['accepted', 'batch_paused', 'batch_resumed']);
    const { data } = await system.act((scope) => getTimeline(scope, gone?.id ?? ''));
    expect(data[1]?.details.dueAt).toBe(new Date(gone?.dueAt ?? 0).toISOString());
  });
});

describe('B3: canceling a batch', () => {
  test('cancels what was not claimed, and counts what was', async () => {
    const id = await stage.post(4);
    const { db } = system.core.connection;
    const [first] = await stage.messagesOf(id);
    await claimMessage(db, first?.id ?? '', 1, now());
    const canceled = await stage.cancel(id);
    expect(canceled).toMatchObject({ status: 'canceled', total: 4 });
    expect(canceled.counts).toMatchObject({ canceled: 3, sending: 1, scheduled: 0 });
    const messages = await stage.messagesOf(id);
    expect(messages.filter((each) => each.cancelReason === 'batch_canceled')).toHaveLength(3);
    expect(await stage.cancel(id)).toEqual(canceled);
    await giveBack(first?.id ?? '');
    expect(await stage.claimsOf(id)).toEqual([]);
    expect((await stage.get(id)).counts).toMatchObject({ canceled: 4, scheduled: 0 });
  });

  test('C3: cancels what the optimizer timed, too', async () => {
    const id = await stage.post(2, () => ({ optimize: { window: '24h' } }));
    await stage.cancel(id);
    expect((await stage.messagesOf(id)).map(({ status }) => status)).toEqual([
      'canceled',
      'canceled',
    ]);
  });

  test('is final: it is neither paused nor resumed, and takes no message', async () => {
    const id = await stage.post(1);
    await stage.cancel(id);
    await expect(stage.pause(id)).rejects.toMatchObject({ code: 'final' });
    await expect(stage.resume(id)).rejects.toMatchObject({ code: 'final' });
    await expect(system.schedule({ batchId: id })).rejects.toMatchObject({
      code: 'validation_failed',
    });
  });

  test('of 10,500 is exact in its answer, before the last of them is marked', async () => {
    const id = await stage.post(10);
    await system.core.connection.sql`
      INSERT INTO messages (id, workspace_id, channel, status, recipient, sender_id, timing_kind,
        timing_reason, ambiguous_time, send_at, on_unknown, batch_id, by_batch, created_at, updated_at)
      SELECT 'msg_z' || n, workspace_id, channel, status, recipient, sender_id, timing_kind,
        timing_reason, ambiguous_time, send_at, on_unknown, batch_id, by_batch, created_at, updated_at
      FROM (SELECT * FROM messages WHERE batch_id = ${id} LIMIT 1) one, generate_series(1, 10490) n`;
    const { counts, total } = await stage.cancel(id);
    expect([total, counts.canceled, counts.scheduled]).toEqual([10_500, 10_500, 0]);
    const marked = (await stage.messagesOf(id)).filter(({ status }) => status === 'canceled');
    expect(marked).toHaveLength(10_000);
    expect(await stage.claimsOf(id)).toEqual([]);
  });
});

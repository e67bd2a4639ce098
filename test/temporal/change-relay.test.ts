import { afterAll, beforeAll, expect, test } from 'vitest';
import { lockBatch } from '#db/batches';
import { claimPastDue } from '#db/messages/claim-messages';
import { startChangeRelay } from '#temporal/change-relay';
import { createBatchStage } from '#test/support/batch-stage';
import { eventually } from '#test/support/eventually';
import { startTestSystem, type TestSystem } from '#test/support/test-system';

let system: TestSystem;
let stage: ReturnType<typeof createBatchStage>;
beforeAll(async () => {
  system = await startTestSystem({ worker: false });
  stage = createBatchStage(system);
});
afterAll(() => system.stop());

test('B3: a batch that others hold keeps no other from being told, or claimed', async () => {
  const { db } = system.core.connection;
  const [held, free] = [await stage.post(2), await stage.post(2)];
  const told: string[] = [];
  const relay = await db.transaction(async (tx) => {
    await lockBatch(tx, held);
    const started = startChangeRelay({
      ...{ db, clock: system.core.clock, onError: () => {}, table: 'batches' },
      workflows: { changed: async (id) => void told.push(id) },
    });
    await eventually('the free one is told', async () => told.includes(free));
    await eventually('the relay waits', isSomebodyWaiting);
    const now = new Date(system.core.clock.nowMs());
    const claims = await claimPastDue(db, { now, dueBefore: now, limit: 100 });
    const ofFree = new Set((await stage.messagesOf(free)).map(({ id }) => id));
    expect(claims.map(({ id }) => ofFree.has(id))).toEqual([true, true]);
    expect(told).toEqual([free]);
    return started;
  });
  await eventually('both are told', async () => told.includes(held));
  await relay.stop();
  const rows = await system.core.connection.sql`
    SELECT 1 FROM batches WHERE revision <> relayed_revision`;
  expect(rows).toEqual([]);
});

async function isSomebodyWaiting(): Promise<boolean> {
  const [row] = await system.core.connection.sql`SELECT count(*)::int AS count
    FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  return row?.count > 0;
}

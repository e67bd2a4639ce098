import { type SQL, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Queryable } from '#db/connect';
import { findPastDue } from '#db/messages/find-past-due';
import { createBatchStage } from '#test/support/batch-stage';
import { cloneMessages } from '#test/support/clone-messages';
import { startTestSystem, type TestSystem } from '#test/support/test-system';

interface PlanNode {
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: PlanNode[];
}

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
  expect(await mostRead((tx) => findPastDue(tx, past))).toBeLessThanOrEqual(2_000);
  const other = await system.schedule({ channel: 'email', to: 'ana@example.com', subject: 'Hi' });
  expect((await findPastDue(db, past)).map((found) => found.id)).toEqual([other.id]);
  await client`UPDATE messages SET held = true WHERE batch_id = ${id}`;
  const waiting = await system.schedule();
  const found = (await findPastDue(db, past)).map((each) => each.id);
  expect(found.toSorted()).toEqual([other.id, waiting.id].toSorted());
});

/** How many rows the busiest step of a statement read. */
async function mostRead(run: (tx: Queryable) => Promise<unknown>): Promise<number> {
  const { db } = system.core.connection;
  let most = 0;
  const explaining = {
    async execute(query: SQL) {
      const [row] = await db.execute<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
        sql`EXPLAIN (ANALYZE, FORMAT JSON) ${query}`,
      );
      most = row ? mostOf(row['QUERY PLAN'][0].Plan) : 0;
      return [];
    },
  };
  await run(explaining as unknown as Queryable);
  return most;
}

function mostOf(node: PlanNode): number {
  const rows = node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0);
  return Math.max(rows * node['Actual Loops'], ...(node.Plans ?? []).map(mostOf));
}

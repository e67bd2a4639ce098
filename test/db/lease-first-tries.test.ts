import type { SQL } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FirstTriesRoom, leaseFirstTries } from '#db/webhooks/lease-first-tries';
import { startWebhookStage, type WebhookStage } from '#test/support/webhook-stage';

let stage: WebhookStage;

beforeAll(async () => {
  stage = await startWebhookStage();
  await stage.addEndpoint('/old');
  await stage.happen(5_000);
  const { sql } = stage.system.core.connection;
  await sql`UPDATE webhook_deliveries SET status = 'delivered', tries = 1, next_try_at = NULL`;
  await sql`VACUUM ANALYZE webhook_deliveries`;
});
afterAll(() => stage.stop());

const wide = {
  ...{ endpoints: {}, eachEndpoint: 4, workspaces: {}, eachWorkspace: 20 },
  ...{ slow: [], allSlow: 20 },
};
const look = (room: Partial<FirstTriesRoom> = {}) => {
  const now = new Date(stage.system.core.clock.nowMs());
  const until = new Date(now.getTime() + 30_000);
  return { now, until, limit: 20, room: { ...wide, ...room }, after: '' };
};

/** How PostgreSQL goes about what the query asks, having done it. */
async function explain(query: (db: Parameters<typeof leaseFirstTries>[0]) => Promise<unknown>) {
  const { db, sql } = stage.system.core.connection;
  let asked = { sql: '', params: [] as unknown[] };
  const execute = async (text: SQL) => {
    asked = db.execute(text).getQuery();
    return [];
  };
  await query({ ...db, execute } as unknown as typeof db);
  const text = asked.sql.replace(/\$(\d+)/g, (_, place) => `'${asked.params[Number(place) - 1]}'`);
  const rows = await sql.unsafe(`EXPLAIN (ANALYZE, BUFFERS) ${text}`);
  return rows.map((row) => String(row['QUERY PLAN']));
}

describe('a look for what is to be told', () => {
  test('touches a page or two where there is nothing, however much was told before', async () => {
    const plan = await explain((db) => leaseFirstTries(db, look()));
    expect(plan.join('\n')).not.toContain('Seq Scan on webhook_deliveries');
    expect(
      Number(plan.find((line) => line.includes('Buffers: '))?.match(/hit=(\d+)/)?.[1]),
    ).toBeLessThan(20);
  });

  test('takes no longer for what waits than it takes, by statistics that are out of date', async () => {
    await stage.happen(2_000);
    const plan = await explain((db) => leaseFirstTries(db, look()));
    expect(plan.join('\n')).not.toContain('Seq Scan on webhook_deliveries');
    expect(plan.join('\n')).toContain('Tid Scan on webhook_deliveries');
    // That look has leased four.
    expect((await leaseFirstTries(stage.deps.db, look())).length).toBe(4);
    const [{ leased } = {}] = await stage.system.core.connection.sql`
      SELECT count(*)::int AS leased FROM webhook_deliveries WHERE next_try_at > now()`;
    expect(leased).toBe(8);
  });

  test('leases of a workspace, and of slow endpoints, what there is room for', async () => {
    const workspace = stage.system.actor.workspaceId;
    const ids = [await stage.addEndpoint('/a'), await stage.addEndpoint('/b')];
    await stage.happen(20);
    const lease = async (room: Partial<FirstTriesRoom>) =>
      (await leaseFirstTries(stage.deps.db, look(room))).length;
    expect(await lease({ eachWorkspace: 5 })).toBe(5);
    expect(await lease({ workspaces: { [workspace]: 1 } })).toBe(1);
    expect(await lease({ workspaces: { [workspace]: 0 } })).toBe(0);
    expect(await lease({ slow: ids, allSlow: 3 })).toBe(4 + 3);
    expect(await lease({ slow: ids, allSlow: 0 })).toBe(4);
  });
});

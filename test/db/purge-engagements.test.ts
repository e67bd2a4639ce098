import { afterAll, beforeAll, expect, test } from 'vitest';
import { purgeEngagements } from '#db/purge-engagements';
import { startTestApp, type TestApp } from '#test/support/test-app';

let t: TestApp;

beforeAll(async () => {
  t = await startTestApp();
});
afterAll(() => t.stop());

const DAY_MS = 86_400_000;

test('O1: what is older than its workspace keeps it is forgotten, to the millisecond', async () => {
  const { db, sql } = t.database.connection;
  const key = await t.createWorkspace('short memory');
  await t.request('PATCH /v1/workspace', { body: { engagementRetentionDays: 2 }, key });
  const [short] = await sql`SELECT id FROM workspaces WHERE name = 'short memory'`;
  const now = new Date('2026-11-22T10:00:00.500Z');
  const before = (days: number, ms = 0) => new Date(+now - days * DAY_MS - ms).toISOString();
  const keep = (workspaceId: string, at: string) => sql`
    INSERT INTO engagement_events (workspace_id, address, channel, kind, at)
    VALUES (${workspaceId}, 'a@example.com', 'email', 'open', ${at})`;
  for (const at of [before(0), before(2), before(2, 1), before(2.4), before(3), before(700)]) {
    await keep(short?.id, at);
  }
  for (const at of [before(3), before(730), before(730, 1), before(4_000)]) {
    await keep(t.workspaceId, at);
  }
  await purgeEngagements(db, now);
  const left = await sql`SELECT workspace_id AS id, at FROM engagement_events ORDER BY at`;
  expect(left.map(({ id, at }) => [id, +new Date(at)])).toEqual([
    [t.workspaceId, +new Date(before(730))],
    [t.workspaceId, +new Date(before(3))],
    [short?.id, +new Date(before(2))],
    [short?.id, +now],
  ]);
});

test('O1: a workspace whose events cannot be deleted keeps nobody else’s', async () => {
  const { db, sql } = t.database.connection;
  await t.createWorkspace('later');
  const [later] = await sql`SELECT id FROM workspaces WHERE name = 'later'`;
  for (const id of [t.workspaceId, later?.id]) {
    await sql`INSERT INTO engagement_events (workspace_id, address, channel, kind, at)
      VALUES (${id}, 'c@example.com', 'email', 'open', now() - interval '800 days')`;
  }
  await sql.unsafe(`
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$;
    CREATE TRIGGER refuse BEFORE DELETE ON engagement_events FOR EACH ROW
      WHEN (OLD.workspace_id = '${t.workspaceId}') EXECUTE FUNCTION refuse()`);
  await expect(purgeEngagements(db, new Date())).rejects.toThrow();
  const left = await sql`
    SELECT workspace_id AS id FROM engagement_events WHERE address = 'c@example.com'`;
  expect(left.map(({ id }) => id)).toEqual([t.workspaceId]);
  await sql`DROP FUNCTION refuse CASCADE`;
  await purgeEngagements(db, new Date());
});

test('O1: 12,000 are forgotten in portions', async () => {
  const { db, sql } = t.database.connection;
  await sql`INSERT INTO engagement_events (workspace_id, address, channel, kind, at)
    SELECT ${t.workspaceId}, 'b@example.com', 'email', 'open', now() - (i % 1000 || ' days')::interval
    FROM generate_series(0, 11999) i`;
  await purgeEngagements(db, new Date());
  const [counted] = await sql`
    SELECT count(*)::int AS left, min(at) > now() - interval '731 days' AS young
    FROM engagement_events WHERE address = 'b@example.com'`;
  expect(counted?.left).toBeGreaterThanOrEqual(730 * 12);
  expect(counted?.left).toBeLessThanOrEqual(731 * 12);
  expect(counted?.young).toBe(true);
});

test.each([0, 3_651, 1.5, '730', null])('O1: a retention of %s days is refused', async (days) => {
  const body = { engagementRetentionDays: days };
  expect((await t.request('PATCH /v1/workspace', { body })).status).toBe(422);
});

test.each([1, 3_650])('O1: a retention of %s days is kept', async (days) => {
  const body = { engagementRetentionDays: days };
  const answer = await t.request('PATCH /v1/workspace', { body });
  expect([answer.status, answer.json.engagementRetentionDays]).toEqual([200, days]);
  expect((await t.request('GET /v1/workspace')).json).toMatchObject(body);
});

test('O1: a curve that was learned from what is forgotten is learned anew, and no other', async () => {
  const { db, sql } = t.database.connection;
  await t.createWorkspace('all young');
  const now = new Date();
  await sql`DELETE FROM engagement_events`;
  await sql`INSERT INTO send_time_curves (workspace_id, params_hash, learned_at)
    SELECT id, 'x', now() FROM workspaces`;
  await sql`INSERT INTO engagement_events (workspace_id, address, channel, kind, at)
    SELECT id, 'c@example.com', 'email', 'open',
      CASE WHEN name = 'all young' THEN now() ELSE now() - interval '3651 days' END
    FROM workspaces`;
  await purgeEngagements(db, now);
  const fresh = await sql`SELECT w.name FROM send_time_curves c
    JOIN workspaces w ON w.id = c.workspace_id WHERE c.state = 'fresh'`;
  expect(fresh.map(({ name }) => name)).toEqual(['all young']);
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '#test/support/test-app';

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
});
afterAll(() => t.stop());

const sql = () => t.database.connection.sql;
const create = async (): Promise<string> => {
  const body = { url: 'https://hooks.example.com/', eventTypes: ['message.canceled'] };
  return (await t.request('POST /v1/webhooks', { body })).json.id;
};
const replay = (id: string, body: object) => t.request(`POST /v1/webhooks/${id}/replay`, { body });

test('H6: a replay of very many takes 50,000 a call, and says where to go on', async () => {
  const id = await create();
  // Ids are of the instants at which they are made: 25 of each of 2,200 milliseconds.
  await sql()`INSERT INTO webhook_events (id, workspace_id, type, at)
    SELECT 'evt_' || substr(ms, 1, 8) || '-' || substr(ms, 9) || '-7000-8000-' || lpad(to_hex(n), 12, '0'),
      ${t.workspaceId}, 'message.canceled', now()
    FROM (SELECT n, lpad(to_hex(1800000000000 + n / 25), 12, '0') AS ms
      FROM generate_series(0, 54999) AS n) AS made`;
  const since = '2027-01-01T00:00:00Z';
  const first = (await replay(id, { since })).json;
  expect(first).toEqual({
    replayed: 50_000,
    truncatedAt: new Date(1_800_000_001_999).toISOString(),
  });
  const rest = (await replay(id, { since: first.truncatedAt })).json;
  expect(rest).toEqual({ replayed: 5_000, truncatedAt: null });
});

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { purgeDeletedEndpoints, purgeWebhookEvents } from '#db/purge-webhooks';
import { startTestSystem, type TestSystem } from '#test/support/test-system';
import { addEndpoint } from './webhook-stage.ts';

const DAY_MS = 86_400_000;
const before = '2027-01-15T09:00:00.000Z';

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem({ worker: false });
});
afterAll(() => system.stop());
beforeEach(async () => {
  await sql()`DELETE FROM webhook_endpoints`;
  await sql()`DELETE FROM webhook_events`;
});

const sql = () => system.core.connection.sql;
const db = () => system.core.connection.db;

/** Events at an instant, each told to the endpoint by one attempt that failed. */
async function keep(count: number, atMs: number, endpointId: string): Promise<void> {
  const at = new Date(atMs).toISOString();
  await sql()`INSERT INTO webhook_events (id, workspace_id, type, at)
    SELECT new_event_id(), ${system.actor.workspaceId}, 'message.sent', ${at}
    FROM generate_series(1, ${count})`;
  await sql()`INSERT INTO webhook_deliveries
      (endpoint_id, event_id, workspace_id, next_try_at, created_at, updated_at)
    SELECT ${endpointId}, id, workspace_id, at, at, at FROM webhook_events ON CONFLICT DO NOTHING`;
  await sql()`INSERT INTO webhook_attempts
    SELECT workspace_id, endpoint_id, event_id, created_at, 1, 500, 'http_500' FROM webhook_deliveries d
    WHERE NOT EXISTS (SELECT FROM webhook_attempts a WHERE a.event_id = d.event_id)`;
}

async function countLeft() {
  const [row] = await sql()`SELECT (SELECT count(*)::int FROM webhook_events) AS events,
    (SELECT count(*)::int FROM webhook_deliveries) AS deliveries,
    (SELECT count(*)::int FROM webhook_attempts) AS attempts,
    (SELECT count(*)::int FROM webhook_endpoints) AS endpoints`;
  return row;
}

test('H6: events that are older than asked for are forgotten with their log, told or not', async () => {
  const endpoint = await addEndpoint(system, ['message.sent']);
  const limit = new Date(before);
  for (const age of [0, 1, DAY_MS]) await keep(1, limit.getTime() - age, endpoint);
  await purgeWebhookEvents(db(), limit);
  expect(await countLeft()).toEqual({ events: 1, deliveries: 1, attempts: 1, endpoints: 1 });
});

test('H6: 3,000 go in portions', async () => {
  const endpoint = await addEndpoint(system, ['message.sent']);
  await keep(3_000, new Date(before).getTime() - 1, endpoint);
  await purgeWebhookEvents(db(), new Date(before));
  expect(await countLeft()).toEqual({ events: 0, deliveries: 0, attempts: 0, endpoints: 1 });
});

test('H6: a deleted endpoint goes with its log, and what others are told stays', async () => {
  const deleted = await addEndpoint(system, ['message.sent'], {
    deletedAt: '2027-01-15T08:59:59.999Z',
  });
  const young = await addEndpoint(system, ['message.sent'], { deletedAt: before });
  const other = await addEndpoint(system, ['message.sent']);
  await keep(5_000, new Date(before).getTime(), deleted);
  await sql()`DELETE FROM webhook_attempts`;
  await keep(10, new Date(before).getTime(), other);
  await purgeDeletedEndpoints(db(), new Date(before));
  const left = await sql()`SELECT id FROM webhook_endpoints ORDER BY id`;
  expect(left.map(({ id }) => id)).toEqual([young, other]);
  const { events, deliveries } = (await countLeft()) ?? {};
  expect([events, deliveries]).toEqual([5_010, 5_010]);
});

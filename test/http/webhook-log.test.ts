import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { newId } from '#db/new-id';
import { buildMessage } from '#test/support/builders';
import { startTestApp, type TestApp } from '#test/support/test-app';

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
});
afterAll(() => t.stop());
beforeEach(async () => {
  await t.database.connection.sql`DELETE FROM webhook_endpoints`;
  await t.database.connection.sql`DELETE FROM webhook_events`;
});

const sql = () => t.database.connection.sql;
const create = async (eventTypes = ['message.canceled']): Promise<string> => {
  const body = { url: 'https://hooks.example.com/', eventTypes };
  return (await t.request('POST /v1/webhooks', { body })).json.id;
};
const replay = (id: string, body: object) => t.request(`POST /v1/webhooks/${id}/replay`, { body });
const list = async (id: string, query = '') =>
  (await t.request(`GET /v1/webhooks/${id}/deliveries${query}`)).json;
const eventsOf = (page: { data: { eventId: string }[] }) => page.data.map((it) => it.eventId);

/** A message's event of the type `message.canceled`. @returns its id. */
async function cancelOne(): Promise<string> {
  const made = await t.request('POST /v1/messages', { body: buildMessage() });
  await t.request(`POST /v1/messages/${made.json.id}/cancel`, { body: {} });
  const [event] = await sql()`SELECT id FROM webhook_events WHERE message_id = ${made.json.id}`;
  return event?.id;
}

/** As if all had been told. */
const tellAll = (status = 'delivered') => sql()`
  UPDATE webhook_deliveries SET status = ${status}, tries = 1, status_code = 200, delivered_at = now()`;

describe('H6: the log of an endpoint', () => {
  test('has what is to be told and what was, newest first, a page at a time', async () => {
    const id = await create();
    const events = [await cancelOne(), await cancelOne(), await cancelOne()].reverse();
    const first = await list(id, '?limit=2');
    expect(eventsOf(first)).toEqual(events.slice(0, 2));
    const second = await list(id, `?limit=2&cursor=${first.nextCursor}`);
    expect([eventsOf(second), second.nextCursor]).toEqual([events.slice(2), null]);
    const { nextTryAt, at, ...one } = second.data[0];
    expect(one).toEqual({
      eventId: events[2],
      type: 'message.canceled',
      status: 'pending',
      tries: 0,
      statusCode: null,
      errorCode: null,
      deliveredAt: null,
      attempts: [],
    });
    expect(nextTryAt).toBe(at);
  });

  test('by status, with the last five attempts', async () => {
    const id = await create();
    const [failed, pending] = [await cancelOne(), await cancelOne()];
    await sql()`UPDATE webhook_deliveries SET status = 'failed', tries = 7, status_code = 500,
      error_code = 'http_500' WHERE event_id = ${failed}`;
    await sql()`INSERT INTO webhook_attempts
      SELECT workspace_id, endpoint_id, event_id, '2027-01-01Z'::timestamptz + i * interval '1 hour',
        i, 500, 'http_500' FROM webhook_deliveries, generate_series(1, 7) i WHERE event_id = ${failed}`;
    const page = await list(id, '?status=failed');
    expect(page.data).toMatchObject([
      { eventId: failed, tries: 7, statusCode: 500, nextTryAt: null },
    ]);
    const { attempts } = page.data[0];
    expect(attempts.map(({ tookMs }: { tookMs: number }) => tookMs)).toEqual([7, 6, 5, 4, 3]);
    expect(attempts[0]).toEqual({
      ...{ at: '2027-01-01T07:00:00.000Z', tookMs: 7 },
      ...{ statusCode: 500, errorCode: 'http_500' },
    });
    expect(eventsOf(await list(id, '?status=pending'))).toEqual([pending]);
    expect(eventsOf(await list(id, '?status=delivered'))).toEqual([]);
  });

  test.each(['?status=sent', '?cursor=x', '?limit=0', '?type=message.sent'])(
    '%s is 422',
    async (query) => {
      const id = await create();
      expect((await t.request(`GET /v1/webhooks/${id}/deliveries${query}`)).status).toBe(422);
    },
  );
});

describe('H6: a replay', () => {
  test('of one event tells it again, under the same id; asked for twice, once', async () => {
    const id = await create();
    const eventId = await cancelOne();
    expect((await replay(id, { eventId })).json.replayed).toBe(0);
    await tellAll();
    expect((await replay(id, { eventId })).json).toEqual({ replayed: 1, truncatedAt: null });
    expect((await replay(id, { eventId })).json.replayed).toBe(0);
    const { data } = await list(id);
    const anew = { status: 'pending', tries: 0, statusCode: null, deliveredAt: null };
    expect(data).toMatchObject([{ eventId, ...anew }]);
  });

  test('of all since an instant and until another, both included, of the types asked for', async () => {
    const id = await create();
    const ids = [await cancelOne(), await cancelOne(), await cancelOne(), await cancelOne()];
    await tellAll('failed');
    const at = (place: number) =>
      new Date(
        Number.parseInt(ids[place]?.slice(4).replaceAll('-', '').slice(0, 12) ?? '', 16),
      ).toISOString();
    const [since, until] = [at(1), at(2)];
    await sql()`UPDATE webhook_events SET type = 'message.sent' WHERE id = ${ids[3] ?? ''}`;
    expect((await replay(id, { since, until })).json.replayed).toBe(2);
    expect(eventsOf(await list(id, '?status=pending'))).toEqual([ids[2], ids[1]]);
    expect((await replay(id, { since: '1900-01-01T00:00:00Z' })).json.replayed).toBe(1);
    expect((await replay(id, { since: '9998-01-01T00:00:00Z' })).json.replayed).toBe(0);
  });

  test('brings what happened before the endpoint was there, or while it was disabled', async () => {
    const first = await create();
    await t.request(`PATCH /v1/webhooks/${first}`, { body: { status: 'disabled' } });
    const eventId = await cancelOne();
    const refused = await replay(first, { eventId });
    expect([refused.status, refused.json.code]).toEqual([409, 'conflict']);
    await t.request(`PATCH /v1/webhooks/${first}`, { body: { status: 'active' } });
    const second = await create();
    for (const id of [first, second]) {
      expect((await replay(id, { since: '2026-01-01T00:00:00Z' })).json.replayed).toBe(1);
    }
  });

  test('of an endpoint that fails has its workflow look again; of another not', async () => {
    const [failing, fine] = [await create(), await create()];
    const eventId = await cancelOne();
    await tellAll();
    await sql()`UPDATE webhook_endpoints SET failing_since = now() WHERE id = ${failing}`;
    for (const id of [failing, fine]) await replay(id, { eventId });
    const rows = await sql()`SELECT id FROM webhook_endpoints WHERE revision <> relayed_revision`;
    expect(rows.map(({ id }) => id)).toEqual([failing]);
  });

  test('of 12,000 events goes in portions, and all or none', async () => {
    const id = await create();
    await sql()`INSERT INTO webhook_events (id, workspace_id, type, at)
      SELECT new_event_id(), ${t.workspaceId}, 'message.canceled', now() FROM generate_series(1, 12000)`;
    const body = { since: '2026-01-01T00:00:00Z' };
    expect((await replay(id, body)).json).toEqual({ replayed: 12_000, truncatedAt: null });
    expect((await replay(id, body)).json.replayed).toBe(0);
  });

  test('K1, K2: of an event that nobody has, that is of another workspace or type, is 422', async () => {
    const id = await create();
    await t.createWorkspace('other');
    const theirs = newId('evt');
    await sql()`INSERT INTO webhook_events (id, workspace_id, type, at)
      SELECT ${theirs}, id, 'message.canceled', now() FROM workspaces WHERE name = 'other'`;
    await create(['message.scheduled', 'message.canceled']);
    await cancelOne();
    const [scheduled] = await sql()`SELECT id FROM webhook_events WHERE type = 'message.scheduled'`;
    for (const eventId of [theirs, scheduled?.id, 'evt_nobody', '']) {
      const answer = await replay(id, { eventId });
      expect([answer.status, answer.json.errors[0].pointer]).toEqual([422, '/eventId']);
    }
    await tellAll();
    expect((await replay(id, { since: '2026-01-01T00:00:00Z' })).json.replayed).toBe(1);
  });

  test.each([
    [{}, '/since'],
    [{ eventId: 'evt_1', since: '2026-01-01T00:00:00Z' }, '/since'],
    [{ eventId: 'evt_1', until: '2026-01-01T00:00:00Z' }, '/until'],
    [{ until: '2026-01-01T00:00:00Z' }, '/since'],
    [{ since: '2026-01-02T00:00:00Z', until: '2026-01-01T00:00:00Z' }, '/until'],
    [{ since: '2026-01-02' }, '/since'],
    [{ since: '2026-01-02T00:00:00Z', types: [] }, '/types'],
  ])('%j is 422', async (body, pointer) => {
    const answer = await replay(await create(), body);
    expect([answer.status, answer.json.errors[0].pointer]).toEqual([422, pointer]);
  });
});

test('H6: what waited is told at once when the endpoint starts anew', async () => {
  const id = await create();
  await cancelOne();
  await sql()`UPDATE webhook_deliveries SET tries = 3, next_try_at = now() + interval '5 hours'`;
  await t.request(`PATCH /v1/webhooks/${id}`, { body: { description: 'the same' } });
  expect((await list(id)).data[0].tries).toBe(3);
  await t.request(`PATCH /v1/webhooks/${id}`, { body: { url: 'https://hooks.example.com/new' } });
  const [row] = await sql()`SELECT tries, next_try_at::text AS at FROM webhook_deliveries`;
  expect(row).toEqual({ tries: 0, at: '-infinity' });
});

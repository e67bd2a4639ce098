import { afterAll, beforeAll, expect, test } from 'vitest';
import { getTimeline } from '#messages/get-timeline';
import { eventually } from '#test/support/eventually';
import { startTestSystem, type TestSystem } from '#test/support/test-system';

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem();
});
afterAll(() => system.stop());

// biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came
type Json = any;

async function ask(
  method: string,
  path: string,
  body?: string,
  type = 'application/json',
): Promise<Json> {
  const headers = { Authorization: `Bearer ${system.key}`, 'Content-Type': type };
  const init = { method, headers, ...(body === undefined ? {} : { body }) };
  return (await system.app.request(`/v1/batches${path}`, init)).json();
}

async function upload(count: number, options: object = {}): Promise<string> {
  const defaults = { channel: 'sms', text: 'Hello' };
  const { id } = await ask('POST', '', JSON.stringify({ open: true, defaults, ...options }));
  const rows = Array.from({ length: count }, (_, at) => `+1212555${2_000 + at}`);
  await ask('PUT', `/${id}/lines?offset=0`, `to\n${rows.join('\n')}\nnobody`, 'text/csv');
  return id;
}

async function rowsOf(id: string) {
  const { sql } = system.core.connection;
  return sql`SELECT status, held, count(*)::int AS count FROM messages
    WHERE batch_id = ${id} GROUP BY status, held`;
}

const untilDone = (id: string) =>
  eventually('the batch done', async () => {
    const view = await ask('GET', `/${id}`);
    return view.completedAt !== null && view;
  });

test('B1, B2: nothing of an upload goes before it is closed; then each message goes once', async () => {
  const id = await upload(300);
  // Another batch comes and goes meanwhile: what is held is passed over.
  const other = await upload(1);
  await ask('POST', `/${other}/close`);
  await untilDone(other);
  expect(await rowsOf(id)).toEqual([{ status: 'scheduled', held: true, count: 300 }]);
  expect((await ask('POST', `/${id}/close`)).upload).toMatchObject({ accepted: 300, rejected: 1 });
  expect(await untilDone(id)).toMatchObject({ status: 'done', total: 300, counts: { sent: 300 } });
  const { sql } = system.core.connection;
  const [row] = await sql`
    SELECT count(*)::int AS sunk, count(DISTINCT message_id)::int AS messages
    FROM sink_deliveries d JOIN messages m ON m.id = d.message_id WHERE m.batch_id = ${id}`;
  expect(row).toEqual({ sunk: 300, messages: 300 });
  const [message] = (await ask('GET', `/${id}/messages?limit=1`)).data;
  const { data } = await system.act((scope) => getTimeline(scope, message.id));
  const kinds = ['accepted', 'batch_closed', 'sending', 'sent'];
  expect(data.map(({ kind }) => kind)).toEqual(kinds);
});

test('B1: with allOrNothing and a rejected line nothing of it ever goes', async () => {
  const id = await upload(50, { allOrNothing: true });
  expect((await ask('POST', `/${id}/close`)).status).toBe('canceled');
  await eventually('its messages canceled', async () => {
    const [row, ...others] = await rowsOf(id);
    return others.length === 0 && row?.status === 'canceled' && row.count === 50;
  });
});

test('B1: an upload that is canceled while it is open takes no more, and nothing of it goes', async () => {
  const id = await upload(50);
  expect((await ask('POST', `/${id}/cancel`)).status).toBe('canceled');
  expect((await ask('POST', `/${id}/close`)).code).toBe('final');
  expect(await rowsOf(id)).toMatchObject([{ status: 'canceled', count: 50 }]);
});

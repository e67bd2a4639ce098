import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildContact, buildMessage, inHours } from '#test/support/builders';
import { startTestApp, type TestApp } from '#test/support/test-app';
import { NDJSON, openBatch, putLines, rejectionsOf, storedOf } from '#test/support/uploads';

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
});
afterAll(() => t.stop());

const numberOf = (at: number) => `+1212555${String(1000 + at)}`;

describe('B1: an upload', () => {
  test('of CSV lays each line over the defaults; its messages are held until it is closed', async () => {
    const id = await openBatch(t);
    const ifLate = 'ifLate.after,ifLate.then';
    const header = `to,text,variables.plan,metadata.order id,mediaUrls,channel,${ifLate},cancelOn`;
    const bytes = [
      `\uFEFF${header}`,
      '+12125550101,"Plan, {{ plan }}",gold,7,,,,,',
      '',
      '"+12125550102","A ""quoted""',
      'text of two lines",,,,,PT15M,skip,reply',
      '+12125550103,Look,,,https://example.com/a.png https://example.com/b.png,mms,,,',
    ].join('\r\n');
    const answer = await putLines(t, id, { bytes });
    expect([answer.status, answer.json]).toEqual([
      200,
      { id, offset: bytes.length + 2, lines: 5, accepted: 2, rejected: 0, rejections: [] },
    ]);
    expect((await t.request(`GET /v1/batches/${id}`)).json).toMatchObject({
      ...{ status: 'open', dryRun: false, total: 2, completedAt: null },
      upload: { offset: bytes.length + 2, lines: 5, accepted: 2, rejected: 0 },
    });
    const closed = await t.request(`POST /v1/batches/${id}/close`);
    expect([closed.status, closed.json]).toMatchObject([
      200,
      { status: 'running', total: 3, upload: { lines: 6, accepted: 3 } },
    ]);
    const urls = ['https://example.com/a.png', 'https://example.com/b.png'];
    expect(await storedOf(t, id)).toMatchObject([
      { recipient: '+12125550101', text: 'Plan, gold', held: true },
      { text: 'A "quoted"\r\ntext of two lines', by_batch: true, if_late: { action: 'skip' } },
      { text: 'Look', channel: 'mms', media_urls: urls, status: 'scheduled' },
    ]);
    const { sql } = t.database.connection;
    expect(await sql`SELECT revision FROM batches WHERE id = ${id}`).toEqual([{ revision: 1 }]);
    expect(await sql`SELECT kind FROM batch_events WHERE batch_id = ${id}`).toEqual([
      { kind: 'closed' },
    ]);
    const [notes] = await sql`SELECT count(*)::int AS count FROM outbox o
      JOIN messages m ON m.id = o.message_id WHERE m.batch_id = ${id}`;
    expect(notes?.count).toBe(0);
  });

  test('of NDJSON takes what a POST takes, and tells of bad lines by their numbers', async () => {
    const { id: contactId } = (await t.request('POST /v1/contacts', { body: buildContact() })).json;
    const id = await openBatch(t, { defaults: { channel: 'sms', text: 'Hi {{ firstName }}' } });
    const lines = [
      JSON.stringify({ contactId, variables: { firstName: 'Ana' }, sendAt: inHours(3) }),
      '  ',
      '{"to":',
      '[]',
      JSON.stringify({ to: '+12125550101', colour: 'red' }),
      JSON.stringify({ to: '+12125550101' }),
      JSON.stringify({ to: 'nobody', text: 'x' }),
      JSON.stringify({ to: '+12125550101', text: 'x', batchId: id }),
    ];
    const answer = await putLines(t, id, { bytes: `${lines.join('\n')}\n`, type: NDJSON });
    const rejected = [
      [3, 'validation_failed', 'the line must be JSON'],
      [4, 'validation_failed', 'the item must be an object'],
      [5, 'validation_failed', 'colour is not known here'],
      [6, 'variables_missing', expect.stringContaining('firstName')],
      [7, 'validation_failed', 'to must be a phone number'],
      [8, 'validation_failed', 'batchId is not known here'],
    ].map(([line, code, detail]) => ({ line, code, detail }));
    expect(answer.json).toMatchObject({ lines: 8, accepted: 1, rejected: 6 });
    expect(answer.json.rejections).toEqual(rejected);
    expect(await rejectionsOf(t, id)).toEqual(rejected);
    expect(await storedOf(t, id)).toMatchObject([{ text: 'Hi Ana' }]);
  });

  test('of thousands of lines is stored in portions, whose rejections are told once', async () => {
    const id = await openBatch(t);
    const bad = new Set([2, 401, 402, 900, 1_700]);
    const rows = Array.from({ length: 1_700 }, (_, at) => (bad.has(at + 2) ? 'x' : numberOf(at)));
    const bytes = `to\n${rows.join('\n')}\n`;
    const { json } = await putLines(t, id, { bytes });
    expect([json.lines, json.accepted, json.offset]).toEqual([1_701, 1_695, bytes.length]);
    expect(json.rejections.map(({ line }: { line: number }) => line)).toEqual([...bad]);
    expect((await storedOf(t, id)).map(({ recipient }) => recipient)).toEqual(
      rows.filter((row) => row !== 'x'),
    );
    const page = (await t.request(`GET /v1/batches/${id}/rejections?limit=3`)).json;
    const next = `GET /v1/batches/${id}/rejections?limit=3&cursor=${page.nextCursor}`;
    const rest = (await t.request(next)).json;
    expect([page.data.length, rest.data.length, rest.nextCursor]).toEqual([3, 2, null]);
  });
});

describe('B1: a dry run', () => {
  const countRows = async () => {
    const { sql } = t.database.connection;
    return sql`SELECT (SELECT count(*) FROM messages)::int AS messages,
      (SELECT count(*) FROM batches)::int AS batches, (SELECT count(*) FROM outbox)::int AS notes`;
  };

  test('of items stores nothing, and answers as the real one does', async () => {
    const items = [{ to: '+12125550101' }, { to: 'x' }, 7, { to: '+12125550101', from: 'snd_x' }];
    const body = { defaults: { channel: 'sms', text: 'Hello', sendAt: inHours(1) }, items };
    const before = await countRows();
    const headers = { 'Idempotency-Key': 'dry-1' };
    const dry = await t.request('POST /v1/batches', { body: { ...body, dryRun: true }, headers });
    expect([dry.status, dry.json.id, dry.headers.get('Location')]).toEqual([202, null, null]);
    expect(await countRows()).toEqual(before);
    const again = await t.request('POST /v1/batches', { body: { ...body, dryRun: true }, headers });
    expect([again.json, again.headers.get('Idempotent-Replayed')]).toEqual([dry.json, 'true']);
    const all = { ...body, dryRun: true, allOrNothing: true };
    expect((await t.request('POST /v1/batches', { body: all })).status).toBe(422);
    const real = await t.request('POST /v1/batches', { body });
    expect(dry.json).toEqual({ ...real.json, id: null });
  });

  test('of an upload keeps its rejections, and no message', async () => {
    const id = await openBatch(t, { dryRun: true });
    const { json } = await putLines(t, id, { bytes: 'to\n+12125550101\nnobody\n' });
    expect(json).toMatchObject({ accepted: 1, rejected: 1 });
    const closed = await t.request(`POST /v1/batches/${id}/close`);
    expect(closed.json).toMatchObject({ status: 'done', dryRun: true, total: 0 });
    expect(closed.json.completedAt).not.toBeNull();
    expect(await rejectionsOf(t, id)).toMatchObject([{ line: 3 }]);
    expect(await storedOf(t, id)).toEqual([]);
  });

  test('takes no single message, neither while it is open nor when it is done', async () => {
    const id = await openBatch(t, { dryRun: true });
    const message = buildMessage({ batchId: id });
    const refuses = async () => {
      for (const line of ['POST /v1/messages', 'POST /v1/messages/preview']) {
        const { status, json } = await t.request(line, { body: message });
        expect([status, json.errors]).toMatchObject([422, [{ pointer: '/batchId' }]]);
      }
    };
    await refuses();
    await t.request(`POST /v1/batches/${id}/close`);
    await refuses();
    expect((await t.request(`GET /v1/batches/${id}`)).json.total).toBe(0);
  });

  test('that has a message nevertheless is not over when it is closed: its workflow looks', async () => {
    const id = await openBatch(t);
    await t.request('POST /v1/messages', { body: buildMessage({ batchId: id }) });
    const { sql } = t.database.connection;
    await sql`UPDATE batches SET is_dry_run = true WHERE id = ${id}`;
    await t.request(`POST /v1/batches/${id}/close`);
    expect(await sql`SELECT revision, completed_at FROM batches WHERE id = ${id}`).toEqual([
      { revision: 1, completed_at: null },
    ]);
  });
});

test('B1: GET /v1/batches lists them, newest first, in pages', async () => {
  const key = await t.createWorkspace('Lister');
  const ids = [];
  for (const name of ['a', 'b', 'c']) ids.unshift(await openBatch(t, { name }, { key }));
  const first = (await t.request('GET /v1/batches?limit=2', { key })).json;
  const next = `GET /v1/batches?limit=2&cursor=${first.nextCursor}`;
  const second = (await t.request(next, { key })).json;
  expect([...first.data, ...second.data].map(({ id }) => id)).toEqual(ids);
  expect([second.nextCursor, first.data[0].name, first.data[0].status]).toEqual([
    null,
    'c',
    'open',
  ]);
  await t.request(`POST /v1/batches/${ids[1]}/cancel`, { key });
  for (const [query, found] of [
    ['status=canceled', [ids[1]]],
    ['status=open', [ids[0], ids[2]]],
    ['status=open&status=canceled', ids],
    ['status=done', []],
  ] as const) {
    const { json } = await t.request(`GET /v1/batches?${query}`, { key });
    expect(json.data.map(({ id }: { id: string }) => id)).toEqual(found);
  }
  expect((await t.request('GET /v1/batches?status=odd', { key })).status).toBe(422);
});

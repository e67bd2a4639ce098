import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildContact, buildMessage, inHours } from '#test/support/builders';
import { startTestApp, type TestApp } from '#test/support/test-app';

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
});
afterAll(() => t.stop());

async function post(overrides: Record<string, unknown>): Promise<string> {
  const answer = await t.request('POST /v1/messages', { body: buildMessage(overrides) });
  expect(answer.status).toBe(201);
  return answer.json.id;
}

async function add(overrides: Record<string, unknown>): Promise<string> {
  const body = buildContact({ phones: [], emails: [], ...overrides });
  const answer = await t.request('POST /v1/contacts', { body });
  expect(answer.status).toBe(201);
  return answer.json.id;
}

async function find(path: string, q: string, more = '', key = t.adminKey): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor = ''; ; ) {
    const query = `q=${encodeURIComponent(q)}${more}${cursor}`;
    const answer = await t.request(`GET /v1/${path}?${query}`, { key });
    expect(answer.status).toBe(200);
    ids.push(...answer.json.data.map((it: { id: string }) => it.id));
    if (answer.json.nextCursor === null) return ids;
    cursor = `&cursor=${answer.json.nextCursor}`;
  }
}

// What nobody may break a search with.
const strange = [
  ["o'brien'", 'quote'],
  ["'a' & 'b':*", 'operators'],
  ['!(x) | y:* <-> z', 'operators'],
  ['\\ \\\\ a', 'backslashes'],
  ['%_% a', 'wildcards'],
  ['😀a', 'emoji'],
  ['x'.repeat(200), '200 characters'],
  ['東京タワー', 'CJK'],
] as const;

describe.each(['messages', 'contacts'])('q of GET /v1/%s', (path) => {
  test.each(strange)('takes %s (%s)', async (q) => {
    expect(await find(path, q)).toEqual([]);
  });

  test.each([
    ['%21%3F', 'a letter or a digit'],
    ['%F0%9F%98%80', 'a letter or a digit'],
    ['%20', 'a letter or a digit'],
    ['', 'at least 1'],
    ['a%00b', 'NUL'],
    ['x'.repeat(201), 'at most 200'],
    ['a&q=b', 'string'],
  ])('?q=%s is 422', async (q, detail) => {
    const answer = await t.request(`GET /v1/${path}?q=${q}`);
    expect(answer.status).toBe(422);
    expect(answer.json.errors[0]).toMatchObject({ pointer: '/query/q' });
    expect(answer.json.errors[0].detail).toContain(detail);
  });
});

describe('messages by their words', () => {
  test('in subject, text and HTML without tags, and the name; all of them, in any order', async () => {
    const email = { channel: 'email', to: 'x@example.com', subject: 'Gärtner kommt' };
    const html = '<p class="hiddenclass">Übermorgen&nbsp;um acht</p>';
    const id = await post({
      ...email,
      text: 'Bitte Schlüssel mitbringen',
      html,
      recipientName: 'Zoë',
    });
    for (const q of [
      'gartner',
      'GÄRTNER',
      'schlussel bitte',
      'ubermorgen',
      'zoe gart',
      'acht mitb',
    ]) {
      expect({ q, found: await find('messages', q) }).toEqual({ q, found: [id] });
    }
    for (const q of ['hiddenclass', 'class', 'gart bitte', 'gartner morgen']) {
      expect({ q, found: await find('messages', q) }).toEqual({ q, found: [] });
    }
  });

  test('an edit moves the words, and a reschedule leaves them', async () => {
    const id = await post({ text: 'firstversion' });
    await t.request(`PATCH /v1/messages/${id}`, { body: { text: 'secondversion' } });
    await t.request(`PATCH /v1/messages/${id}`, { body: { sendAt: inHours(3) } });
    expect(await find('messages', 'firstversion')).toEqual([]);
    expect(await find('messages', 'secondversion')).toEqual([id]);
    await t.request(`PATCH /v1/messages/${id}`, { body: { recipientName: 'Nameofedit' } });
    expect(await find('messages', 'nameofedit second')).toEqual([id]);
  });

  test('N9: a text that follows its contact is found by what it says then', async () => {
    await t.request('PATCH /v1/workspace', { body: { rerenderOnContactChange: true } });
    const phones = [{ number: '+12125550199' }];
    const contactId = await add({ name: 'Followed', firstName: 'Formername', phones });
    const id = await post({ to: undefined, contactId, text: 'Hello {{ firstName }}' });
    expect(await find('messages', 'hello formername')).toEqual([id]);
    await t.request(`PATCH /v1/contacts/${contactId}`, { body: { firstName: 'Latername' } });
    expect(await find('messages', 'hello formername')).toEqual([]);
    expect(await find('messages', 'hello latername')).toEqual([id]);
  });

  test('together with every other filter', async () => {
    const contactId = await add({ name: 'Filtered', phones: [{ number: '+12125550177' }] });
    const id = await post({ to: undefined, contactId, text: 'filterword one' });
    const other = await post({ to: '+12125550178', text: 'filterword two', sendAt: inHours(9) });
    const senderId = (await t.request(`GET /v1/messages/${id}`)).json.from.id;
    const time = encodeURIComponent(inHours(5));
    for (const [filter, found] of [
      ['&status=scheduled', [other, id]],
      ['&status=sent&status=failed', []],
      ['&channel=sms&channel=email', [other, id]],
      ['&channel=email', []],
      [`&contactId=${contactId}`, [id]],
      ['&to=%2B12125550178', [other]],
      [`&senderId=${senderId}`, [other, id]],
      ['&batchId=bat_1', []],
      [`&sendAfter=${time}`, [other]],
      [`&sendBefore=${time}`, [id]],
      [`&sendBefore=${time}&status=scheduled&contactId=${contactId}`, [id]],
    ] as const) {
      expect({ filter, found: await find('messages', 'filterw', filter) }).toEqual({
        filter,
        found,
      });
    }
  });

  test('100,000 characters of text, and HTML of nearly a megabyte', async () => {
    const text = Array.from({ length: 14_000 }, (_, index) => `word${index}`)
      .join(' ')
      .slice(0, 100_000);
    const html = `<p>${'<b>beginhtml</b> '.repeat(50_000)}</p>`;
    const email = { channel: 'email', to: 'x@example.com', subject: 's' };
    const long = await post({ ...email, text });
    const large = await post({ ...email, html });
    expect(await find('messages', 'word1500')).toEqual([long]);
    expect(await find('messages', 'beginhtml')).toEqual([large]);
  });

  test('pages are complete, newest first, and without doubles, of frequent and of rare words', async () => {
    const { sql } = t.database.connection;
    const seed = await post({ text: 'pagedword' });
    await sql.unsafe(`INSERT INTO messages (id, workspace_id, channel, status, recipient, sender_id, timing_kind,
        timing_reason, ambiguous_time, send_at, on_unknown, created_at, updated_at)
      SELECT 'msg_' || overlay(substr('${seed}', 5) placing lpad(to_hex(n), 12, '0') from 25), workspace_id, channel,
        CASE WHEN n % 3 = 0 THEN 'failed' ELSE 'sent' END, recipient, sender_id, timing_kind, timing_reason,
        ambiguous_time, send_at, on_unknown, created_at, updated_at
      FROM messages, generate_series(1, 12000) n WHERE id = '${seed}'`);
    // The first thousand are deeper than what is read backwards.
    await sql`INSERT INTO message_words SELECT workspace_id, id,
        CASE WHEN ('x' || right(id, 8))::bit(32)::int <= 1000 THEN 'deepword'::tsvector
        WHEN ('x' || right(id, 8))::bit(32)::int % 60 = 0 THEN 'pagedword'::tsvector ELSE ''::tsvector END
      FROM messages WHERE id LIKE ${`${seed.slice(0, 27)}%`} AND id <> ${seed}`;
    for (const [q, more, count] of [
      ['pagedword', '', 1 + 184],
      ['pagedword', '&status=failed', 184],
      ['deepw', '', 1_000],
      ['deepword', '&status=failed', 333],
      ['deepword', '&status=sent&status=scheduled', 667],
    ] as const) {
      const ids = await find('messages', q, `${more}&limit=73`);
      expect({ q, more, count: ids.length }).toEqual({ q, more, count });
      expect(ids).toEqual([...new Set(ids)].sort().reverse());
    }
  });
});

describe('contacts', () => {
  test('are listed newest first, page by page, without the deleted ones', async () => {
    const key = await t.createWorkspace('listed');
    const ids: string[] = [];
    for (let count = 0; count < 7; count++) {
      const body = buildContact({ name: `Contact ${count}` });
      ids.unshift((await t.request('POST /v1/contacts', { body, key })).json.id);
    }
    await t.request(`DELETE /v1/contacts/${ids[2]}`, { key });
    const left = ids.filter((_, index) => index !== 2);
    const first = (await t.request('GET /v1/contacts?limit=4', { key })).json;
    const second = (await t.request(`GET /v1/contacts?cursor=${first.nextCursor}`, { key })).json;
    expect([...first.data, ...second.data].map((it) => it.id)).toEqual(left);
    expect(second.nextCursor).toBeNull();
    const one = await t.request(`GET /v1/contacts/${left[0]}`, { key });
    expect(first.data[0]).toEqual(one.json);
  });

  test('by words of their names: without case and accents, the last one a beginning', async () => {
    const id = await add({
      name: 'Dr. Łucja Müller-Østby',
      firstName: 'Łucja',
      lastName: 'Müller',
    });
    for (const q of ['lucja', 'LUCJA mull', 'ostby dr', 'muller ost']) {
      expect({ q, found: await find('contacts', q) }).toEqual({ q, found: [id] });
    }
    for (const q of ['ucja', 'lucj muller', 'lucja smith']) {
      expect({ q, found: await find('contacts', q) }).toEqual({ q, found: [] });
    }
    await t.request(`PATCH /v1/contacts/${id}`, { body: { lastName: 'Nowak' } });
    expect(await find('contacts', 'lucja nowak')).toEqual([id]);
    await t.request(`PATCH /v1/contacts/${id}`, { body: { name: 'Ewa', firstName: null } });
    expect(await find('contacts', 'lucja')).toEqual([]);
    await t.request(`DELETE /v1/contacts/${id}`);
    expect(await find('contacts', 'ewa')).toEqual([]);
  });

  test('by a number or an address, or the beginning of one', async () => {
    const phones = [{ number: '+16045550188' }];
    const id = await add({ name: 'Reached', phones, emails: [{ address: 'Re_ach@Example.org' }] });
    const whole = ['+1 (604) 555-0188', '604-555-0188', '16045550188', '6045550188'];
    for (const q of [
      ...whole,
      '+1604',
      '1604',
      '604 55',
      'RE_ACH@example.org',
      're_a',
      're_ach@ex',
    ]) {
      expect({ q, found: await find('contacts', q) }).toEqual({ q, found: [id] });
    }
    // A + in a query string may arrive as a blank.
    const blank = await t.request('GET /v1/contacts?q=+1604');
    expect(blank.json.data.map((it: { id: string }) => it.id)).toEqual([id]);
    for (const q of ['5550188', 'each', 're_a%', 'rexach']) {
      expect({ q, found: await find('contacts', q) }).toEqual({ q, found: [] });
    }
    await t.request(`DELETE /v1/contacts/${id}`);
    for (const q of [...whole, 're_a']) expect(await find('contacts', q)).toEqual([]);
  });

  test('pages of a search are complete and without doubles', async () => {
    const { sql } = t.database.connection;
    await sql`INSERT INTO contacts (id, workspace_id, name, words, created_at, updated_at)
      SELECT 'con_00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'), ${t.workspaceId}, 'Paged', 'paged', now(), now()
      FROM generate_series(1, 2400) n`;
    await sql`INSERT INTO contact_addresses
      SELECT workspace_id, id, 'email', 'paged' || right(id, 5) || '@example.com', null, true, 0 FROM contacts WHERE name = 'Paged'`;
    const ids = await find('contacts', 'pag', '&limit=90');
    expect(ids.length).toBe(2_400);
    expect(ids).toEqual([...new Set(ids)].sort().reverse());
    expect((await find('contacts', 'paged004')).length).toBe(256);
  });
});

test("K1: another workspace's rows are never found", async () => {
  const key = await t.createWorkspace('stranger');
  await post({ text: 'secretive' });
  await add({ name: 'Secretive', emails: [{ address: 'secretive@example.com' }] });
  expect((await find('messages', 'secretive')).length).toBe(1);
  expect(await find('messages', 'secretive', '', key)).toEqual([]);
  expect(await find('messages', 'secretive', '&status=scheduled', key)).toEqual([]);
  expect(await find('contacts', 'secretive', '', key)).toEqual([]);
});

test('K1: outside of a workspace, and for other roles, there is nothing to search', async () => {
  const { sql } = t.database.connection;
  expect(await sql`SELECT search_messages('a:*', 'a:*', '{}', 10)`).toEqual([]);
  expect(await sql`SELECT search_contacts('a:*', ARRAY['a', '+'], NULL, 10)`).toEqual([]);
  const [rights] = await sql`
    SELECT bool_or(has_function_privilege('pg_monitor', oid, 'EXECUTE')) AS others,
      bool_and(has_function_privilege('punctual_tenant', oid, 'EXECUTE')) AS tenants,
      count(*)::int AS count
    FROM pg_proc WHERE proname IN ('search_messages', 'search_contacts')`;
  expect(rights).toEqual({ others: false, tenants: true, count: 2 });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildContact, buildMessage, buildSender, inHours } from '#test/support/builders';
import { startTestApp, type TestApp } from '#test/support/test-app';

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
});
afterAll(() => t.stop());

type Json = Record<string, unknown>;
const post = (body: Json, options: { key?: string; headers?: Record<string, string> } = {}) =>
  t.request('POST /v1/batches', { body, ...options });
const messagesOf = async (id: string) =>
  (await t.request(`GET /v1/batches/${id}/messages?limit=100`)).json.data;
const pointers = (json: { errors: { pointer: string }[] }) => json.errors.map((it) => it.pointer);
const wordsOf = async (id: string) =>
  t.database.connection.sql`SELECT words::text FROM message_words WHERE message_id = ${id}`;
const countRows = async () => {
  const [row] = await t.database.connection
    .sql`SELECT (SELECT count(*) FROM messages)::int AS messages,
    (SELECT count(*) FROM batches)::int AS batches, (SELECT count(*) FROM outbox)::int AS notes,
    (SELECT count(*) FROM message_events)::int AS events`;
  return row;
};

describe('B1: POST /v1/batches', () => {
  test('lays each item over the defaults: what then stands is what a POST of it makes', async () => {
    const { id: contactId } = (await t.request('POST /v1/contacts', { body: buildContact() })).json;
    const sendAt = inHours(2);
    const defaults = { channel: 'sms', text: 'Hello', sendAt, metadata: { from: 'defaults' } };
    const items = [
      { to: '+12125550101' },
      { contactId, text: 'Hello, Ana', metadata: { from: 'item' } },
      { channel: 'email', to: 'a@example.com', subject: 'Hello' },
    ];
    const answer = await post({ name: 'Friday', defaults, items });
    expect([answer.status, answer.json]).toEqual([
      202,
      { id: expect.stringMatching(/^bat_/), accepted: 3, rejected: [] },
    ]);
    expect(answer.headers.get('Location')).toBe(`/v1/batches/${answer.json.id}`);
    const stored = (await messagesOf(answer.json.id)).reverse();
    for (const [index, item] of items.entries()) {
      const alone = await t.request('POST /v1/messages', { body: { ...defaults, ...item } });
      const own = { id: 0, workflowId: 0, createdAt: 0, updatedAt: 0, batchId: 0 };
      expect({ ...stored[index], ...own }).toEqual({ ...alone.json, ...own });
      expect(stored[index].batchId).toBe(answer.json.id);
      const timelines = await Promise.all(
        [stored[index].id, alone.json.id].map((id) => t.request(`GET /v1/messages/${id}/timeline`)),
      );
      const [inBatch, single] = timelines.map(({ json }) =>
        json.data.map(({ id: _, at: __, ...event }: Json) => event),
      );
      expect(inBatch).toEqual(single);
      // What a search finds them by.
      const words = await Promise.all([stored[index].id, alone.json.id].map(wordsOf));
      expect(words[0]).toEqual(words[1]);
    }
  });

  test('keeps the good items and tells of the others by position, code and reason', async () => {
    const [alien] = [await t.createWorkspace('Other')];
    const theirs = { key: alien };
    const contact = await t.request('POST /v1/contacts', { body: buildContact(), ...theirs });
    const sender = await t.request('POST /v1/senders', { body: buildSender(), ...theirs });
    const { id: inactive } = (await t.request('POST /v1/senders', { body: buildSender() })).json;
    await t.request(`PATCH /v1/senders/${inactive}`, { body: { active: false } });
    const answer = await post({
      defaults: { channel: 'sms', text: 'Hello', sendAt: inHours(1) },
      items: [
        { to: '+12125550101' },
        { to: 'nobody' },
        null,
        'text',
        [{ to: '+12125550101' }],
        { to: '+12125550101', batchId: 'bat_x' },
        { to: '+12125550101', colour: 'red' },
        { to: '+12125550101', text: null },
        { text: 'no recipient' },
        { contactId: contact.json.id },
        { to: '+12125550101', from: sender.json.id },
        { to: '+12125550101', from: inactive },
        { to: '+12125550101', sendAt: '2020-01-01T00:00:00Z' },
        { to: '+12125550101', mediaUrls: ['https://example.com/a.png'] },
        { to: '+12125550101', ifLate: { after: 'PT0S' } },
        { to: '+12125550102' },
      ],
    });
    expect([answer.status, answer.json.accepted]).toEqual([202, 2]);
    const rejected = answer.json.rejected.map((it: Json) => [it.index, it.code, it.detail]);
    const kept = await t.request(`GET /v1/batches/${answer.json.id}/rejections?limit=100`);
    expect(kept.json.data.map((it: Json) => [Number(it.line) - 1, it.code, it.detail])).toEqual(
      rejected,
    );
    const invalid = 'validation_failed';
    expect(rejected).toEqual([
      [1, invalid, 'to must be a phone number'],
      [2, invalid, 'the item must be an object'],
      [3, invalid, 'the item must be an object'],
      [4, invalid, 'the item must be an object'],
      [5, invalid, 'batchId is not known here'],
      [6, invalid, 'colour is not known here'],
      [7, invalid, expect.stringContaining('text must be')],
      [8, invalid, 'to or contactId is required'],
      [9, invalid, 'contactId names no contact'],
      [10, 'sender_unknown', 'from names no sender for sms'],
      [11, 'sender_inactive', 'from names a sender that is inactive'],
      [12, invalid, expect.stringContaining('sendAt')],
      [13, invalid, expect.stringContaining('mediaUrls')],
      [14, invalid, 'ifLate.after must be at least PT1S'],
    ]);
    expect(answer.text).not.toContain('+1212555');
    expect((await messagesOf(answer.json.id)).map((it: Json) => it.to)).toEqual([
      '+12125550102',
      '+12125550101',
    ]);
  });

  test('N9: each item is rendered for its recipient; one that misses a variable is refused alone', async () => {
    const ana = await t.request('POST /v1/contacts', {
      body: buildContact({ firstName: 'Ana', variables: { table: '7' } }),
    });
    const bo = await t.request('POST /v1/contacts', { body: buildContact({ firstName: 'Bo' }) });
    const text = 'Hello {{ firstName }}, table {{ table }}';
    const answer = await post({
      defaults: { channel: 'sms', text, sendAt: inHours(1) },
      items: [
        { contactId: ana.json.id },
        { contactId: bo.json.id },
        { contactId: bo.json.id, variables: { table: '8' } },
      ],
    });
    expect(answer.json.rejected).toMatchObject([{ index: 1, code: 'variables_missing' }]);
    expect((await messagesOf(answer.json.id)).map((it: Json) => it.text)).toEqual([
      'Hello Bo, table 8',
      'Hello Ana, table 7',
    ]);
  });

  test('T7: quiet hours move each item by its own recipient’s clocks', async () => {
    const key = await t.createWorkspace('Quiet');
    const quietHours = { start: '21:00', end: '08:00' };
    await t.request('PATCH /v1/workspace', { body: { quietHours }, key });
    await t.request('POST /v1/senders', { body: buildSender({ isDefault: true }), key });
    const add = async (timeZone: string) =>
      (await t.request('POST /v1/contacts', { body: buildContact({ timeZone }), key })).json.id;
    const ids = [await add('Asia/Tokyo'), await add('Europe/London')];
    const sendAt = `${inHours(48).slice(0, 10)}T14:00:00.000Z`;
    const items = ids.map((contactId) => ({ contactId, channel: 'sms', text: 'Hello', sendAt }));
    const { id } = (await post({ items }, { key })).json;
    const { data } = (await t.request(`GET /v1/batches/${id}/messages`, { key })).json;
    const until = sendAt.replace('T14', 'T23');
    expect(data.map((it: { sendAt: string }) => it.sendAt)).toEqual([sendAt, until]);
  });

  test('a batch of bad items alone is accepted, and done', async () => {
    const answer = await post({ items: [{}, 1] });
    expect([answer.status, answer.json.accepted, answer.json.rejected.length]).toEqual([202, 0, 2]);
    const batch = await t.request(`GET /v1/batches/${answer.json.id}`);
    expect(batch.json).toMatchObject({ status: 'done', total: 0, estimatedEndAt: null });
  });

  test('with allOrNothing one bad item refuses all, and nothing is stored', async () => {
    const before = await countRows();
    const good = buildMessage();
    const answer = await post({
      allOrNothing: true,
      items: [good, good, good, { ...good, text: '' }, { ...good, from: 'snd_x' }, 7],
    });
    expect([answer.status, answer.json.code]).toEqual([422, 'validation_failed']);
    expect(pointers(answer.json)).toEqual(['/items/3/text', '/items/4/from', '/items/5']);
    expect(await countRows()).toEqual(before);
    expect((await post({ allOrNothing: true, items: [good] })).json.accepted).toBe(1);
  });

  const item = { channel: 'sms', to: '+12125550123', text: 'Hello' };
  test.each<[string, unknown, string[]]>([
    ['without items', {}, ['/items']],
    ['with none', { items: [] }, ['/items']],
    ['with items that are no list', { items: { 0: item } }, ['/items']],
    ['with 10,001 items', { items: Array(10_001).fill(item) }, ['/items']],
    ['with an unknown field', { items: [item], opened: true }, ['/opened']],
    ['with items that come as lines, too', { items: [item], open: true }, ['/items']],
    [
      'with batchId in the defaults',
      { defaults: { batchId: 'x' }, items: [item] },
      ['/defaults/batchId'],
    ],
    [
      'with nonsense in the defaults',
      { defaults: { sendat: 1 }, items: [item] },
      ['/defaults/sendat'],
    ],
    ['with defaults that are no object', { defaults: [], items: [item] }, ['/defaults']],
    ['with a name of two lines', { name: 'a\nb', items: [item] }, ['/name']],
    ['that is a list', [item], ['']],
  ])('an envelope %s is 422', async (_, body, expected) => {
    const before = await countRows();
    const answer = await t.request('POST /v1/batches', { body });
    expect([answer.status, pointers(answer.json)]).toEqual([422, expected]);
    expect(await countRows()).toEqual(before);
  });

  test('defaults with a long text are not laid over 10,000 items: they come to gigabytes', async () => {
    const html = 'a'.repeat(900_000);
    const defaults = { channel: 'email', subject: 'Hello', html, to: 'a@example.com' };
    const items = Array(10_000).fill({ sendAt: inHours(1) });
    const answer = await post({ defaults, items });
    expect([answer.status, pointers(answer.json)]).toEqual([422, ['/items']]);
    expect((await post({ defaults, items: items.slice(0, 10) })).json.accepted).toBe(10);
    const variables = Object.fromEntries([...'abcdefgh'].map((it) => [it, 'x'.repeat(5_000)]));
    const rendered = '{{ a }}{{ b }}{{ c }}{{ d }}{{ e }}{{ f }}{{ g }}{{ h }}';
    const short = { ...defaults, html: rendered, variables };
    const grown = await post({ defaults: short, items });
    expect([grown.status, pointers(grown.json)]).toEqual([422, ['/items']]);
  });

  test('N9: templates that take long to render refuse it; what was stored before is gone', async () => {
    const before = await countRows();
    const variables = { wide: '\u0390'.repeat(5_000) };
    const text = `${'{{ wide | upcase }}'.repeat(25)}{{ nobody }}`;
    const costly = { to: '+12125550101', text, variables };
    const good = { to: '+12125550101', text: 'Hi {{ name | default: "you" }}' };
    const items = [...Array(250).fill(good), ...Array(420).fill(costly)];
    const answer = await post({ defaults: { channel: 'sms', sendAt: inHours(1) }, items });
    expect([answer.status, pointers(answer.json)]).toEqual([422, ['/items']]);
    expect(answer.json.detail).toMatch(/^items take too long to render in all/);
    expect(await countRows()).toEqual(before);
    const few = { defaults: { channel: 'sms', sendAt: inHours(1) }, items: items.slice(240, 260) };
    const { json } = await post(few);
    expect([json.accepted, json.rejected[0]]).toMatchObject([10, { code: 'variables_missing' }]);
  });

  test('tells the positions of refused items beyond the first hundreds, too', async () => {
    const items = Array.from({ length: 450 }, (_, at) => (at % 200 === 49 ? 7 : buildMessage()));
    const { json } = await post({ items });
    expect(json.rejected.map((it: Json) => it.index)).toEqual([49, 249, 449]);
    expect(json.accepted).toBe(447);
    const before = await countRows();
    const all = await post({ items, allOrNothing: true });
    expect(pointers(all.json)).toEqual(['/items/49', '/items/249', '/items/449']);
    expect(await countRows()).toEqual(before);
  });

  test('may have 32 MB, where other bodies have 1 MB: one byte more is 413', async () => {
    const raw = (size: number) => {
      const [head, tail] = ['{"items":[{"x":"', '"}]}'];
      return head + 'a'.repeat(size - head.length - tail.length) + tail;
    };
    const most = 32 * 1_048_576;
    expect((await t.request('POST /v1/batches', { raw: raw(most) })).status).toBe(202);
    expect((await t.request('POST /v1/batches', { raw: raw(most + 1) })).status).toBe(413);
  });
});

describe('B3: the same batch twice', () => {
  test('is one, by its Idempotency-Key; also when both come at once', async () => {
    const body = { items: [buildMessage(), buildMessage({ to: 'nobody' })] };
    const headers = { 'Idempotency-Key': 'batch-1' };
    const before = await countRows();
    const both = await Promise.all([post(body, { headers }), post(body, { headers })]);
    const first = both.find(({ status }) => status === 202);
    for (const { status } of both) expect([202, 409]).toContain(status);
    const again = await post(body, { headers });
    expect([again.status, again.json]).toEqual([202, first?.json]);
    expect(again.headers.get('Idempotent-Replayed')).toBe('true');
    expect((await countRows())?.messages).toBe(before?.messages + 1);
    const other = await post({ items: [buildMessage()] }, { headers });
    expect([other.status, other.json.code]).toEqual([422, 'idempotency_key_reused']);
  });
});

describe('B2: GET /v1/batches/{id}', () => {
  test('counts by status, and says until when it runs; then it is done', async () => {
    const [near, far] = [inHours(1), inHours(5)];
    const { id } = (
      await post({
        name: 'Counted',
        items: [near, far, near].map((sendAt) => buildMessage({ sendAt })),
      })
    ).json;
    const running = (await t.request(`GET /v1/batches/${id}`)).json;
    expect(running).toMatchObject({ id, name: 'Counted', status: 'running', total: 3 });
    expect([running.counts.scheduled, running.counts.sent]).toEqual([3, 0]);
    expect(running.estimatedEndAt).toBe(new Date(far).toISOString());
    const [last, middle, first] = await messagesOf(id);
    await t.request(`POST /v1/messages/${middle.id}/cancel`);
    const canceled = (await t.request(`GET /v1/batches/${id}`)).json;
    expect(canceled.counts).toMatchObject({ scheduled: 2, canceled: 1 });
    expect(canceled.estimatedEndAt).toBe(new Date(near).toISOString());
    for (const { id: messageId } of [last, first]) {
      await t.request(`POST /v1/messages/${messageId}/cancel`);
    }
    const done = (await t.request(`GET /v1/batches/${id}`)).json;
    expect(done).toMatchObject({ status: 'done', total: 3, estimatedEndAt: null });
    expect(done.counts.canceled).toBe(3);
    expect(done.updatedAt >= running.updatedAt).toBe(true);
  });

  test('what was postponed, or is tried again, ends it when that is due', async () => {
    const { id } = (await post({ items: [buildMessage(), buildMessage()] })).json;
    const [{ id: messageId }] = await messagesOf(id);
    const dueAt = new Date(inHours(30)).toISOString();
    await t.database.connection.sql`
      UPDATE messages SET attempt_count = 1, next_attempt_at = ${dueAt} WHERE id = ${messageId}`;
    expect((await t.request(`GET /v1/batches/${id}`)).json.estimatedEndAt).toBe(dueAt);
  });

  test('its messages come in pages, as by the filter batchId', async () => {
    const { id } = (await post({ items: Array.from({ length: 5 }, () => buildMessage()) })).json;
    const first = (await t.request(`GET /v1/batches/${id}/messages?limit=3`)).json;
    const second = (
      await t.request(`GET /v1/batches/${id}/messages?limit=3&cursor=${first.nextCursor}`)
    ).json;
    expect([first.data.length, second.data.length, second.nextCursor]).toEqual([3, 2, null]);
    const filtered = (await t.request(`GET /v1/messages?batchId=${id}`)).json;
    expect([...first.data, ...second.data]).toEqual(filtered.data);
  });

  test('K1: of another workspace, or of nobody, is 404', async () => {
    const key = await t.createWorkspace('Neighbour');
    const { id } = (await post({ items: [buildMessage()] }, { key })).json;
    for (const batchId of [id, id.replace(/.$/, 'x'), 'bat_x']) {
      expect((await t.request(`GET /v1/batches/${batchId}`)).status).toBe(404);
      expect((await t.request(`GET /v1/batches/${batchId}/messages`)).status).toBe(404);
    }
  });
});

describe('B1: a message that names a batch', () => {
  test('joins it; a batch of another workspace, or of nobody, is 422', async () => {
    const { id } = (await post({ items: [buildMessage()] })).json;
    const joined = await t.request('POST /v1/messages', { body: buildMessage({ batchId: id }) });
    expect([joined.status, joined.json.batchId]).toEqual([201, id]);
    expect((await t.request(`GET /v1/batches/${id}`)).json.total).toBe(2);
    const key = await t.createWorkspace('Third');
    for (const options of [
      { body: buildMessage({ batchId: id }), key },
      { body: buildMessage({ batchId: 'bat_x' }) },
    ]) {
      for (const line of ['POST /v1/messages', 'POST /v1/messages/preview']) {
        const answer = await t.request(line, options);
        expect([answer.status, pointers(answer.json)]).toEqual([422, ['/batchId']]);
      }
    }
  });
});

test.each([
  ['NUL', '{"to":"+12125550123","text":"a\\u0000b"}', 'NUL'],
  ['half a surrogate pair', '{"to":"+12125550123","text":"\\ud800"}', 'surrogates'],
  [
    'a dangerous key',
    '{"to":"+12125550123","text":"x","variables":{"__proto__":"x"}}',
    '__proto__',
  ],
])(
  'B1: an item that holds %s is rejected by its position, and the others are kept',
  async (_, item, why) => {
    const raw = `{"defaults":{"channel":"sms"},"items":[{"to":"+12125550123","text":"ok"},${item}]}`;
    const answer = await t.request('POST /v1/batches', { raw });
    expect(answer.status).toBe(202);
    expect(answer.json).toMatchObject({
      accepted: 1,
      rejected: [{ index: 1, code: 'validation_failed', detail: expect.stringContaining(why) }],
    });
    const beside = await t.request('POST /v1/batches', {
      raw: raw.replace('"sms"', '"sms\\u0000"'),
    });
    expect(beside.status).toBe(422);
  },
);

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '#test/support/test-app';

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
});
afterAll(() => t.stop());
beforeEach(() => t.database.connection.sql`DELETE FROM replies`);

/** A reply to the demo workspace's sender, from a contact or from nobody known. */
async function addReply(from: string, contactId: string | null = null): Promise<string> {
  const [row] = await t.database.connection.sql`
    INSERT INTO replies (id, workspace_id, contact_id, sender_id, channel, from_address, text,
      received_at)
    SELECT 'rep_' || substring(new_event_id() FROM 5), workspace_id, ${contactId}, id, channel,
      ${from}, 'Hello', now()
    FROM senders WHERE workspace_id = ${t.workspaceId} AND channel = 'sms' RETURNING id`;
  return row?.id;
}

async function addContact(): Promise<string> {
  const body = { name: 'Ana', phones: [{ number: '+12125550123' }], emails: [] };
  return (await t.request('POST /v1/contacts', { body })).json.id;
}

async function list(query = '', key?: string): Promise<string[]> {
  const answer = await t.request(`GET /v1/replies${query}`, key === undefined ? {} : { key });
  expect(answer.status).toBe(200);
  return answer.json.data.map((item: { id: string }) => item.id);
}

test('V2: replies from unknown numbers are kept, and are found beside those of contacts', async () => {
  const contactId = await addContact();
  const known = await addReply('+12125550123', contactId);
  const unknown = await addReply('+12125550199');
  expect(await list()).toEqual([unknown, known]);
  expect(await list('?unknown=true')).toEqual([unknown]);
  expect(await list('?unknown=false')).toEqual([known]);
  expect(await list(`?contactId=${contactId}`)).toEqual([known]);
  const { json } = await t.request('GET /v1/replies?unknown=true');
  expect(json.data[0]).toEqual({
    id: unknown,
    at: expect.any(String),
    channel: 'sms',
    contactId: null,
    senderId: expect.stringMatching(/^snd_/),
    from: '+12125550199',
    subject: null,
    text: 'Hello',
    html: null,
    mediaUrls: null,
    messageId: null,
  });
});

test('V2: one is got by its id, as the list has it, and not by another workspace', async () => {
  const id = await addReply('+12125550199');
  const got = await t.request(`GET /v1/replies/${id}`);
  const { json } = await t.request('GET /v1/replies');
  expect([got.status, got.json]).toEqual([200, json.data[0]]);
  const key = await t.createWorkspace('other');
  for (const [path, asking] of [
    [id, { key }],
    ['rep_01990000-0000-7000-8000-000000000000', {}],
    ['nothing', {}],
  ] as const) {
    const answer = await t.request(`GET /v1/replies/${path}`, asking);
    expect([answer.status, answer.json.code]).toEqual([404, 'not_found']);
  }
});

test.each(['%2B12125550199', '+12125550199', '(212) 555-0199', '2125550199'])(
  'V2: from=%s finds the number however it is written',
  async (from) => {
    const id = await addReply('+12125550199');
    await addReply('+12125550198');
    expect(await list(`?from=${from.replaceAll(' ', '%20')}`)).toEqual([id]);
    expect(await list('?from=nobody')).toEqual([]);
  },
);

test('pages are whole and without doubles', async () => {
  const made: string[] = [];
  for (let i = 0; i < 7; i++) made.unshift(await addReply('+12125550199'));
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const query: string = cursor ? `?limit=3&cursor=${cursor}` : '?limit=3';
    const { json } = await t.request(`GET /v1/replies${query}`);
    seen.push(...json.data.map((item: { id: string }) => item.id));
    cursor = json.nextCursor;
  } while (cursor);
  expect(seen).toEqual(made);
});

test("K1, K2: another workspace's replies are not there, nor by its contact", async () => {
  const contactId = await addContact();
  await addReply('+12125550123', contactId);
  const stranger = await t.createWorkspace('stranger');
  expect(await list('', stranger)).toEqual([]);
  expect(await list(`?contactId=${contactId}`, stranger)).toEqual([]);
});

test.each(['unknown=yes', 'limit=0', 'cursor=garbage', 'sender=x', 'from='])(
  'K2: ?%s is 422',
  async (query) => {
    expect((await t.request(`GET /v1/replies?${query}`)).status).toBe(422);
  },
);

test('K2: a + of an email address may arrive as a blank', async () => {
  const id = await addReply('ana+tag@example.com');
  for (const from of ['ana+tag@example.com', 'ana%2Btag@example.com', 'ana%20tag@example.com']) {
    expect(await list(`?from=${from}`)).toEqual([id]);
  }
});

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildMessage, inHours } from '#test/support/builders';
import { startTestApp, type TestApp } from '#test/support/test-app';

const number = '+14155552671';

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
});
afterAll(() => t.stop());

/** A contact with two messages, one of them canceled, and two replies. */
async function makeConversation(): Promise<{ id: string; newest: string }> {
  const body = { name: 'Ana', phones: [{ number }], emails: [] };
  const { id } = (await t.request('POST /v1/contacts', { body })).json;
  const message = { ...buildMessage({ contactId: id }), to: undefined };
  const canceled = (await t.request('POST /v1/messages', { body: message })).json;
  await t.request(`POST /v1/messages/${canceled.id}/cancel`, { body: {} });
  const newest = (await t.request('POST /v1/messages', { body: message })).json;
  await t.database.connection.sql`
    INSERT INTO replies (id, workspace_id, contact_id, sender_id, message_id, channel, from_address,
      text, received_at)
    SELECT 'rep_' || gen_random_uuid(), workspace_id, contact_id, sender_id, id, channel, recipient,
      'Thanks', now() - interval '1 hour' FROM messages WHERE contact_id = ${id}`;
  return { id, newest: newest.id };
}

test('V1: messages and replies, as the document describes them, page by page', async () => {
  const { id, newest } = await makeConversation();
  const whole = (await t.request(`GET /v1/contacts/${id}/conversation`)).json;
  expect(whole.data.map((item: { kind: string }) => item.kind).sort()).toEqual([
    'message',
    'message',
    'reply',
    'reply',
  ]);
  expect(whole.data[0]).toMatchObject({ id: newest, label: expect.stringMatching(/ UTC$/) });
  expect(whole.nextCursor).toBeNull();

  const first = (await t.request(`GET /v1/contacts/${id}/conversation?limit=3`)).json;
  const rest = (await t.request(`GET /v1/contacts/${id}/conversation?cursor=${first.nextCursor}`))
    .json;
  expect([...first.data, ...rest.data]).toEqual(whole.data);
});

test('K1, K2: unknown, malformed and foreign contacts are not found; garbage cursors are refused', async () => {
  const { id } = await makeConversation();
  const stranger = await t.createWorkspace('stranger');
  const foreign = await t.request(`GET /v1/contacts/${id}/conversation`, { key: stranger });
  expect(foreign.status).toBe(404);
  const unknown = await t.request(`GET /v1/contacts/${id.replace(/.$/, 'x')}/conversation`);
  expect(unknown.status).toBe(404);
  const garbage = await t.request(`GET /v1/contacts/${id}/conversation?cursor=garbage`);
  expect(garbage.status).toBe(422);
});

test("V1: the cursor of another contact's conversation is refused; one whose item moved is not", async () => {
  const mine = await makeConversation();
  const other = await makeConversation();
  const line = (id: string, cursor: string) =>
    `GET /v1/contacts/${id}/conversation?limit=2&cursor=${cursor}`;
  const pageOf = async (id: string, limit: number) =>
    (await t.request(`GET /v1/contacts/${id}/conversation?limit=${limit}`)).json;

  // The newest is a message, the third a reply.
  for (const limit of [1, 3]) {
    const { nextCursor } = await pageOf(other.id, limit);
    const answer = await t.request(line(mine.id, nextCursor));
    expect([answer.status, answer.json.errors]).toEqual([
      422,
      [{ pointer: '/query/cursor', detail: 'cursor must be a nextCursor of this list' }],
    ]);
    expect((await t.request(line(other.id, nextCursor))).status).toBe(200);
  }
  const nobodys = Buffer.from(`msg_${randomUUID()}`).toString('base64url');
  expect((await t.request(line(mine.id, nobodys))).status).toBe(422);

  const { nextCursor } = await pageOf(mine.id, 1);
  const sendAt = inHours(2);
  await t.request(`PATCH /v1/messages/${mine.newest}`, { body: { sendAt } });
  await t.request(`POST /v1/messages/${mine.newest}/cancel`, { body: {} });
  const after = await t.request(line(mine.id, nextCursor));
  expect([after.status, after.json.data.length]).toEqual([200, 2]);
});

test('V1: pages go in both directions, and meet, whatever the limit', async () => {
  const { id } = await makeConversation();
  await t.database.connection.sql`
    INSERT INTO replies (id, workspace_id, contact_id, sender_id, channel, from_address, text,
      received_at)
    SELECT 'rep_' || gen_random_uuid(), workspace_id, contact_id, sender_id, channel, from_address,
      'Another', received_at - (n / 2) * interval '1 minute'
    FROM (SELECT * FROM replies WHERE contact_id = ${id} LIMIT 1) r, generate_series(1, 9) n`;
  const read = async (query: string) =>
    (await t.request(`GET /v1/contacts/${id}/conversation?${query}`)).json;
  const idsOf = (page: { data: { id: string }[] }) => page.data.map((item) => item.id);
  const whole = idsOf(await read('limit=100'));
  expect(whole.length).toBe(13);

  for (const limit of [1, 2, 5, 13]) {
    const down: string[] = [];
    let page = await read(`limit=${limit}`);
    down.push(...idsOf(page));
    while (page.nextCursor) {
      page = await read(`limit=${limit}&cursor=${page.nextCursor}`);
      down.push(...idsOf(page));
    }
    expect(down).toEqual(whole);

    let up = idsOf(page);
    while (idsOf(page).length > 0) {
      page = await read(`limit=${limit}&cursor=${page.previousCursor}`);
      up = [...idsOf(page), ...up];
    }
    expect(up).toEqual(whole);
  }
});

test('V1: at the newest end the previous cursor waits for what comes', async () => {
  const { id } = await makeConversation();
  const read = async (cursor: string | null) =>
    (await t.request(`GET /v1/contacts/${id}/conversation${cursor ? `?cursor=${cursor}` : ''}`))
      .json;
  const end = await read((await read(null)).previousCursor);
  expect(end.data).toEqual([]);
  const body = { ...buildMessage({ contactId: id }), to: undefined, sendAt: inHours(48) };
  const made = (await t.request('POST /v1/messages', { body })).json;
  const later = await read(end.previousCursor);
  expect(later.data.map((item: { id: string }) => item.id)).toEqual([made.id]);
  // From there back down is the rest.
  expect((await read(later.nextCursor)).data.length).toBe(4);
});

test('V1: an empty conversation has no page to either side', async () => {
  const { id } = (
    await t.request('POST /v1/contacts', { body: { name: 'Bo', phones: [], emails: [] } })
  ).json;
  const answer = await t.request(`GET /v1/contacts/${id}/conversation`);
  expect(answer.json).toEqual({ data: [], nextCursor: null, previousCursor: null });
});

test('V1: canceled and failed messages show their reason, scheduled ones their label', async () => {
  const { id } = await makeConversation();
  const body = {
    ...buildMessage({ contactId: id }),
    to: undefined,
    sendAt: '2027-06-01T09:00',
    timeZone: 'America/Los_Angeles',
  };
  const failed = (await t.request('POST /v1/messages', { body })).json;
  await t.database.connection.sql`UPDATE messages SET status = 'failed', failure_code = '30006',
    failure_detail = 'landline' WHERE id = ${failed.id}`;
  const labelled = (await t.request('POST /v1/messages', { body })).json;
  const { data } = (await t.request(`GET /v1/contacts/${id}/conversation`)).json;
  const byId = new Map<string, object>(data.map((item: { id: string }) => [item.id, item]));
  expect(byId.get(labelled.id)).toMatchObject({ label: 'Tue 1 Jun 2027, 09:00 PDT' });
  expect(byId.get(failed.id)).toMatchObject({
    label: null,
    failure: { code: '30006', detail: 'landline' },
  });
  expect(data).toContainEqual(
    expect.objectContaining({ status: 'canceled', cancelReason: 'requested', label: null }),
  );
});

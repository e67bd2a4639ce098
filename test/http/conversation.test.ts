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

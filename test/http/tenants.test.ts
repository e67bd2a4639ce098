import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildContact, buildMessage, buildSender } from '#test/support/builders';
import { startTestApp, type TestApp } from '#test/support/test-app';

let t: TestApp;
let other: string;
let ids: Record<'message' | 'contact' | 'sender' | 'user' | 'key', string>;

beforeAll(async () => {
  t = await startTestApp();
  other = await t.createWorkspace('other');
  const user = { name: 'Ana', email: 'ana@example.com', role: 'user' };
  const made = {
    contact: await t.request('POST /v1/contacts', { body: buildContact() }),
    sender: await t.request('POST /v1/senders', { body: buildSender() }),
    user: await t.request('POST /v1/users', { body: user }),
  };
  const userId = made.user.json.id;
  const contactId = made.contact.json.id;
  const body = { ...buildMessage(), contactId };
  const message = await t.request('POST /v1/messages', { body });
  const key = await t.request('POST /v1/keys', { body: { userId } });
  ids = {
    message: message.json.id,
    contact: contactId,
    sender: made.sender.json.id,
    user: userId,
    key: key.json.id,
  };
});
afterAll(() => t.stop());

describe('K1: nothing crosses between two workspaces', () => {
  test.each([
    ['GET', 'messages', 'message', ''],
    ['PATCH', 'messages', 'message', ''],
    ['POST', 'messages', 'message', '/cancel'],
    ['GET', 'messages', 'message', '/timeline'],
    ['GET', 'contacts', 'contact', ''],
    ['PATCH', 'contacts', 'contact', ''],
    ['DELETE', 'contacts', 'contact', ''],
    ['GET', 'senders', 'sender', ''],
    ['PATCH', 'senders', 'sender', ''],
    ['DELETE', 'senders', 'sender', ''],
    ['DELETE', 'keys', 'key', ''],
    ['POST', 'keys', 'key', '/rotate'],
    ['GET', 'users', 'user', ''],
    ['PATCH', 'users', 'user', ''],
  ] as const)('%s /v1/%s/{id of another}: 404', async (method, path, noun, rest) => {
    const line = `${method} /v1/${path}/${ids[noun]}${rest}`;
    const options = method === 'PATCH' || rest === '/rotate' ? { body: {} } : {};
    const answer = await t.request(line, { ...options, key: other });
    expect(answer.status).toBe(404);
    expect(answer.json.code).toBe('not_found');
    const malformed = await t.request(line.replace(ids[noun], 'nonsense'), {
      ...options,
      key: other,
    });
    expect(malformed.status).toBe(404);
  });

  test("in a body another workspace's ids are as unknown ones: 422", async () => {
    await t.request('POST /v1/senders', { key: other, body: buildSender({ isDefault: true }) });
    const ask = async (line: string, body: unknown) => {
      const answer = await t.request(line, { key: other, body });
      return [answer.status, answer.json.code, answer.json.errors?.[0]?.pointer];
    };
    const { to: _, ...toContact } = buildMessage({ contactId: ids.contact });
    expect(await ask('POST /v1/messages', toContact)).toEqual([
      422,
      'validation_failed',
      '/contactId',
    ]);
    expect(await ask('POST /v1/messages', buildMessage({ from: ids.sender }))).toEqual([
      422,
      'sender_unknown',
      '/from',
    ]);
    expect(await ask('POST /v1/messages', buildMessage({ batchId: 'bat_1' }))).toEqual([
      422,
      'validation_failed',
      '/batchId',
    ]);
    expect(await ask('POST /v1/contacts', buildContact({ ownerId: ids.user }))).toEqual([
      422,
      'validation_failed',
      '/ownerId',
    ]);
    expect(await ask('POST /v1/senders', buildSender({ assignedUserId: ids.user }))).toEqual([
      422,
      'validation_failed',
      '/assignedUserId',
    ]);
    expect(await ask('POST /v1/keys', { userId: ids.user })).toEqual([
      422,
      'validation_failed',
      '/userId',
    ]);
  });

  test('in a filter they find nothing', async () => {
    for (const query of [
      '',
      `?contactId=${ids.contact}`,
      `?senderId=${ids.sender}`,
      '?to=%2B12125550123',
      '?contactId=nonsense',
      '?batchId=bat_1',
    ]) {
      const answer = await t.request(`GET /v1/messages${query}`, { key: other });
      expect(answer.json).toEqual({ data: [], nextCursor: null });
    }
    const sink = await t.request(`GET /v1/sink/deliveries?messageId=${ids.message}`, {
      key: other,
    });
    expect(sink.json.data).toEqual([]);
  });

  test('lists show their own', async () => {
    const senders = await t.request('GET /v1/senders', { key: other });
    expect(senders.json.data.length).toBe(1);
    const workspace = await t.request('GET /v1/workspace', { key: other });
    expect(workspace.json.name).toBe('other');
  });

  test('the same idempotency key in two workspaces is two requests', async () => {
    const options = { body: buildContact(), headers: { 'Idempotency-Key': 'same' } };
    const first = await t.request('POST /v1/contacts', options);
    const second = await t.request('POST /v1/contacts', { ...options, key: other });
    expect(second.status).toBe(201);
    expect(second.json.id).not.toBe(first.json.id);
  });

  test('an address that another workspace has is 409, and tells no more', async () => {
    const body = buildSender();
    expect((await t.request('POST /v1/senders', { body })).status).toBe(201);
    const taken = await t.request('POST /v1/senders', { key: other, body });
    expect(taken.status).toBe(409);
    expect(taken.json.code).toBe('conflict');
    expect(taken.text).not.toContain('workspace');
    expect(taken.text).not.toContain(String(body.address));
  });

  test('nothing of the first workspace has changed', async () => {
    const message = await t.request(`GET /v1/messages/${ids.message}`);
    expect([message.json.status, message.json.version]).toEqual(['scheduled', 1]);
    expect((await t.request(`GET /v1/contacts/${ids.contact}`)).json.version).toBe(1);
    expect((await t.request(`GET /v1/senders/${ids.sender}`)).json.version).toBe(1);
  });
});

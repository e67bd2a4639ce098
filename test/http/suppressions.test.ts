import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildContact, buildMessage } from '#test/support/builders';
import { startTestApp, type TestApp } from '#test/support/test-app';

let t: TestApp;
let numbers = 0;
beforeAll(async () => {
  t = await startTestApp();
});
afterAll(() => t.stop());

const nextNumber = () => `+1212555${String(6000 + numbers++)}`;
const put = (body: object, key?: string) =>
  t.request('PUT /v1/suppressions', { body, ...(key ? { key } : {}) });
const post = (overrides: object) =>
  t.request('POST /v1/messages', { body: buildMessage({ ...overrides }) });
const take = (query: string) => t.request(`DELETE /v1/suppressions?${query}`);
const list = async (query: string) => (await t.request(`GET /v1/suppressions?${query}`)).json.data;
const statusOf = async (id: string) => (await t.request(`GET /v1/messages/${id}`)).json;
const mms = { channel: 'mms', mediaUrls: ['https://example.com/a.png'] };

describe('C6: PUT /v1/suppressions', () => {
  test('cancels what is pending, SMS and MMS as one, with and without a contact', async () => {
    const to = nextNumber();
    const contact = await t.request('POST /v1/contacts', {
      body: buildContact({ phones: [{ number: to }] }),
    });
    const pending = [
      await post({ to }),
      await post({ to, ...mms }),
      await post({ to: undefined, contactId: contact.json.id }),
    ];
    const other = await post({ to, channel: 'whatsapp' });
    const answer = await put({ address: to, channel: 'sms' });
    expect([answer.status, answer.json]).toEqual([
      200,
      {
        id: expect.stringMatching(/^sup_/),
        address: to,
        channel: 'sms',
        reason: 'blacklisted',
        createdAt: expect.any(String),
        canceledMessages: 3,
      },
    ]);
    for (const { json } of pending) {
      expect(await statusOf(json.id)).toMatchObject({
        status: 'canceled',
        cancelReason: 'opted_out',
      });
    }
    expect(await statusOf(other.json.id)).toMatchObject({ status: 'scheduled' });
  });

  test('again is the same suppression', async () => {
    const address = nextNumber();
    const first = await put({ address, channel: 'mms', reason: 'opted_out' });
    expect(first.json).toMatchObject({ channel: 'sms', reason: 'opted_out' });
    const again = await put({ address, channel: 'sms', reason: 'opted_out' });
    expect(again.json).toEqual(first.json);
    const at = encodeURIComponent(address);
    expect(await list(`address=${at}`)).toHaveLength(1);
  });

  test('a reason of ours takes the place of a wish, and never the other way round', async () => {
    const address = nextNumber();
    const reasons = ['opted_out', 'unsubscribed', 'blacklisted', 'opted_out', 'bounced'] as const;
    const seen: string[] = [];
    for (const reason of reasons) {
      seen.push((await put({ address, channel: 'sms', reason })).json.reason);
    }
    expect(seen).toEqual(['opted_out', 'unsubscribed', ...Array(3).fill('blacklisted')]);
  });

  test('a bounce is no wish: what is pending is left to the last look', async () => {
    const to = 'gone@example.com';
    const mail = { channel: 'email', subject: 'x', to };
    const { json } = await post(mail);
    const answer = await put({ address: to, channel: 'email', reason: 'bounced' });
    expect(answer.json.canceledMessages).toBe(0);
    expect(await statusOf(json.id)).toMatchObject({ status: 'scheduled' });
    expect((await post(mail)).json.code).toBe('recipient_suppressed');
  });

  test('reads addresses as recipients are read', async () => {
    const number = await put({ address: '(212) 555-0147', channel: 'whatsapp' });
    expect(number.json.address).toBe('+12125550147');
    const mailbox = await put({ address: 'Ana@Example.COM', channel: 'email' });
    expect(mailbox.json.address).toBe('ana@example.com');
  });

  test.each([
    [{ address: 'ana@example.com', channel: 'sms' }, '/address'],
    [{ address: '+12125550123', channel: 'email' }, '/address'],
    [{ address: 'nobody', channel: 'imessage' }, '/address'],
    [{ address: '', channel: 'sms' }, '/address'],
    [{ address: '+1212\n5550123', channel: 'sms' }, '/address'],
    [{ channel: 'sms' }, '/address'],
    [{ address: '+12125550123' }, '/channel'],
    [{ address: '+12125550123', channel: 'fax' }, '/channel'],
    [{ address: '+12125550123', channel: 'sms', reason: 'x' }, '/reason'],
    [{ address: '+12125550123', channel: 'sms', reason: null }, '/reason'],
    [{ address: '+12125550123', channel: 'sms', until: 'x' }, '/until'],
  ])('%j is 422', async (body, pointer) => {
    const answer = await put(body);
    expect([answer.status, answer.json.errors[0].pointer]).toEqual([422, pointer]);
  });

  test('of no body, and of what is no JSON, is 400', async () => {
    expect((await t.request('PUT /v1/suppressions')).status).toBe(400);
    expect((await t.request('PUT /v1/suppressions', { raw: '{' })).status).toBe(400);
  });

  test('any role may; nobody without a key', async () => {
    const key = await t.createUserKey();
    const address = nextNumber();
    expect((await put({ address, channel: 'sms' }, key)).status).toBe(200);
    const query = `channel=sms&address=${encodeURIComponent(address)}`;
    const found = await t.request(`GET /v1/suppressions?${query}`, { key });
    expect(found.json.data).toHaveLength(1);
    expect((await t.request(`DELETE /v1/suppressions?${query}`, { key })).status).toBe(204);
    const body = { address, channel: 'sms' };
    expect((await t.request('PUT /v1/suppressions', { body, key: null })).status).toBe(401);
  });
});

describe('C6: while an address is suppressed', () => {
  test('messages, previews and edits that lead there are refused, MMS as SMS', async () => {
    const to = nextNumber();
    const contact = await t.request('POST /v1/contacts', {
      body: buildContact({ phones: [{ number: to }, { number: nextNumber() }] }),
    });
    const contactId = contact.json.id;
    const [sms, own] = [
      await post({ to: nextNumber() }),
      await post({ contactId, to: contact.json.phones[1].number }),
    ];
    await put({ address: to, channel: 'mms' });
    const refusals = [
      await post({ to }),
      await post({ to, ...mms }),
      await post({ contactId, to }),
      await post({ contactId, to: undefined, ...mms }),
      await t.request('POST /v1/messages/preview', { body: buildMessage({ to, ...mms }) }),
      await t.request(`PATCH /v1/messages/${sms.json.id}`, { body: { to } }),
      await t.request(`PATCH /v1/messages/${own.json.id}`, { body: { to } }),
    ];
    for (const { status, json } of refusals) {
      expect([status, json.code]).toEqual([422, 'recipient_suppressed']);
    }
    expect((await post({ to, channel: 'whatsapp' })).status).toBe(201);
    expect((await take(`address=${encodeURIComponent(to)}&channel=sms`)).status).toBe(204);
    expect((await post({ to, ...mms })).status).toBe(201);
  });
});

test('C6: put from twenty sides at once, it is one suppression', async () => {
  const address = nextNumber();
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => put({ address, channel: 'sms', reason: 'opted_out' })),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect(new Set(answers.map(({ json }) => json.id)).size).toBe(1);
});

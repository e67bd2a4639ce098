import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildMessage, buildSender, inHours } from '#test/support/builders';
import { startTestApp, type TestApp } from '#test/support/test-app';

let t: TestApp;
let contactId: string;
beforeAll(async () => {
  t = await startTestApp();
  const contact = await t.request('POST /v1/contacts', {
    body: { name: 'Ana', phones: [{ number: '+12125550150' }] },
  });
  contactId = contact.json.id;
  for (let hours = 1; hours <= 7; hours++) {
    await t.request('POST /v1/messages', { body: buildMessage({ sendAt: inHours(hours) }) });
  }
  const { to: _, ...body } = buildMessage({ contactId });
  await t.request('POST /v1/messages', { body });
  const email = {
    channel: 'email',
    to: 'a@example.com',
    subject: 's',
    text: 't',
    sendAt: inHours(9),
  };
  const canceled = await t.request('POST /v1/messages', { body: email });
  await t.request(`POST /v1/messages/${canceled.json.id}/cancel`);
});
afterAll(() => t.stop());

const list = async (query: string) => (await t.request(`GET /v1/messages${query}`)).json;

describe('H2: GET /v1/messages', () => {
  test('is newest first, a page at a time, each message once', async () => {
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page = await list(`?limit=4${cursor === '' ? '' : `&cursor=${cursor}`}`);
      expect(page.data.length).toBeLessThanOrEqual(4);
      seen.push(...page.data.map((it: { id: string }) => it.id));
      cursor = page.nextCursor;
    }
    expect(seen.length).toBe(9);
    expect(seen).toEqual([...new Set(seen)].sort().reverse());
  });

  test('a page that ends exactly with the list has no next one', async () => {
    expect((await list('?limit=9')).nextCursor).toBe(null);
    expect((await list('?limit=8')).nextCursor).not.toBe(null);
  });

  test.each([
    ['?status=canceled', 1],
    ['?status=scheduled&status=canceled', 9],
    ['?status=sent', 0],
    ['?channel=email', 1],
    ['?channel=email&channel=sms', 9],
    ['?to=%2B12125550123', 7],
    ['?to=+12125550123', 7],
    ['?to=(212)%20555-0123', 7],
    ['?to=nobody', 0],
    ['?batchId=bat_1', 0],
    ['?channel=sms&status=scheduled&to=%2B12125550123', 7],
  ])('%s finds %i', async (query, count) => {
    expect((await list(query)).data.length).toBe(count);
  });

  test('by contact, sender and send time', async () => {
    expect((await list(`?contactId=${contactId}`)).data.length).toBe(1);
    const senderId = (await list('?channel=email')).data[0].from.id;
    expect((await list(`?senderId=${senderId}`)).data.length).toBe(1);
    const from = encodeURIComponent(inHours(2.5));
    const until = encodeURIComponent(inHours(5.5));
    expect((await list(`?sendAfter=${from}&sendBefore=${until}`)).data.length).toBe(3);
  });

  test('an offset whose + arrived as a blank is still one', async () => {
    const at = new Date(Date.now() + 5.5 * 3_600_000 + 7_200_000)
      .toISOString()
      .replace('Z', '+02:00');
    expect((await list(`?to=%2B12125550123&sendAfter=${at}`)).data.length).toBe(2);
  });

  test.each([
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['limit=-1', 'limit'],
    ['limit=1e1', 'limit'],
    ['limit=', 'limit'],
    ['limit=5&limit=6', 'limit'],
    ['cursor=garbage', 'cursor'],
    ['cursor=', 'cursor'],
    ['status=', 'status/0'],
    ['status=done', 'status/0'],
    ['status=sent,failed', 'status/0'],
    ['channel=fax', 'channel/0'],
    ['sendAfter=2027-01-01', 'sendAfter'],
    ['sendAfter=2027-01-01T00:00', 'sendAfter'],
    ['sendBefore=tomorrow', 'sendBefore'],
    ['to=a%00b', 'to'],
    ['contactId=a%00b', 'contactId'],
    ['to=', 'to'],
    ['q=%21', 'q'],
    ['query=hello', 'query'],
  ])('?%s is 422', async (query, name) => {
    const answer = await t.request(`GET /v1/messages?${query}`);
    expect(answer.status).toBe(422);
    expect(answer.json.errors[0].pointer).toBe(`/query/${name}`);
  });

  test('the cursor of one list is garbage to another', async () => {
    const { nextCursor } = await list('?limit=1');
    const answer = await t.request(`GET /v1/senders?cursor=${nextCursor}`);
    expect(answer.status).toBe(422);
    expect((await t.request(`GET /v1/messages?cursor=${nextCursor}x`)).status).toBe(422);
    expect((await t.request(`GET /v1/messages?cursor=${nextCursor}%3D`)).status).toBe(422);
  });
});

describe('the other lists', () => {
  test('GET /v1/senders pages alike', async () => {
    for (let i = 0; i < 3; i++) await t.request('POST /v1/senders', { body: buildSender() });
    const first = await t.request('GET /v1/senders?limit=5');
    const second = await t.request(`GET /v1/senders?limit=5&cursor=${first.json.nextCursor}`);
    const all = [...first.json.data, ...second.json.data].map((it) => it.id);
    expect([all.length, second.json.nextCursor]).toEqual([8, null]);
    expect(all).toEqual([...new Set(all)].sort().reverse());
  });

  test('GET /v1/sink/deliveries pages alike, and filters by message', async () => {
    const { sql } = t.database.connection;
    const ids = [1, 2, 3].map((n) => `snk_01990000-0000-7000-8000-00000000000${n}`);
    for (const [index, id] of ids.entries()) {
      await sql`INSERT INTO sink_deliveries (id, workspace_id, message_id, channel, from_address, to_address, text, delivered_at)
        VALUES (${id}, ${t.workspaceId}, ${`msg_${index}`}, 'sms', '+12125550100', '+12125550123', 'x', now())`;
    }
    const first = await t.request('GET /v1/sink/deliveries?limit=2');
    expect(first.json.data[0]).toEqual({
      id: ids[2],
      messageId: 'msg_2',
      channel: 'sms',
      from: '+12125550100',
      to: '+12125550123',
      subject: null,
      text: 'x',
      html: null,
      headers: {},
      deliveredAt: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/),
    });
    const second = await t.request(`GET /v1/sink/deliveries?cursor=${first.json.nextCursor}`);
    expect(second.json.data.map((it: { id: string }) => it.id)).toEqual([ids[0]]);
    const one = await t.request('GET /v1/sink/deliveries?messageId=msg_1');
    expect(one.json.data.length).toBe(1);
  });
});

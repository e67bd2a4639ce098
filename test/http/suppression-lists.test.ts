import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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
const list = async (query: string) => (await t.request(`GET /v1/suppressions?${query}`)).json.data;

describe('GET /v1/suppressions', () => {
  test('lists newest first, by address, channel and reason, a page at a time', async () => {
    const fresh = await startTestApp();
    const add = (address: string, channel: string, reason: string) =>
      fresh.request('PUT /v1/suppressions', { body: { address, channel, reason } });
    await add('+12125550101', 'sms', 'opted_out');
    await add('+12125550101', 'whatsapp', 'blacklisted');
    await add('b@example.com', 'email', 'bounced');
    const ask = async (query: string) =>
      (await fresh.request(`GET /v1/suppressions?${query}`)).json.data.map(
        ({ channel }: { channel: string }) => channel,
      );
    expect(await ask('')).toEqual(['email', 'whatsapp', 'sms']);
    expect(await ask('address=%2B12125550101')).toEqual(['whatsapp', 'sms']);
    expect(await ask('address=+12125550101')).toEqual(['whatsapp', 'sms']);
    expect(await ask('address=B@Example.com')).toEqual(['email']);
    expect(await ask('address=nobody')).toEqual([]);
    expect(await ask('channel=mms')).toEqual(['sms']);
    expect(await ask('reason=bounced')).toEqual(['email']);
    const first = await fresh.request('GET /v1/suppressions?limit=2');
    const rest = await fresh.request(
      `GET /v1/suppressions?limit=2&cursor=${first.json.nextCursor}`,
    );
    expect([first.json.data.length, rest.json.data.length, rest.json.nextCursor]).toEqual([
      2,
      1,
      null,
    ]);
    for (const query of ['limit=0', 'cursor=x', 'reason=x', 'channel=x', 'to=x']) {
      expect((await fresh.request(`GET /v1/suppressions?${query}`)).status, query).toBe(422);
    }
    await fresh.stop();
  });

  test("K1: shows and takes away nobody else's", async () => {
    const key = await t.createWorkspace('another');
    const address = nextNumber();
    await put({ address, channel: 'sms' });
    const query = `channel=sms&address=${encodeURIComponent(address)}`;
    expect((await t.request(`GET /v1/suppressions?${query}`, { key })).json.data).toEqual([]);
    expect((await t.request(`DELETE /v1/suppressions?${query}`, { key })).status).toBe(404);
    expect((await put({ address, channel: 'sms' }, key)).json.canceledMessages).toBe(0);
    expect(await list(query)).toHaveLength(1);
  });
});

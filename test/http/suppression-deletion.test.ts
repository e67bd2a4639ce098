import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildMessage } from '#test/support/builders';
import { startTestApp, type TestApp } from '#test/support/test-app';

let t: TestApp;
let numbers = 0;
beforeAll(async () => {
  t = await startTestApp();
});
afterAll(() => t.stop());

const nextNumber = () => `+1212555${String(6000 + numbers++)}`;
const put = (body: object) => t.request('PUT /v1/suppressions', { body });
const take = (query: string) => t.request(`DELETE /v1/suppressions?${query}`);

describe('DELETE /v1/suppressions', () => {
  test('takes any away, once, by the query; a + may arrive as a blank', async () => {
    const address = nextNumber();
    await put({ address, channel: 'sms', reason: 'spam_report' });
    const query = `address=${address}&channel=mms`;
    expect((await take(query)).status).toBe(204);
    const again = await take(query);
    expect([again.status, again.json.code]).toEqual([404, 'not_found']);
  });

  test('or by a body', async () => {
    const address = nextNumber();
    await put({ address, channel: 'sms' });
    const body = { address, channel: 'sms' };
    expect((await t.request('DELETE /v1/suppressions', { body })).status).toBe(204);
    expect((await t.request('DELETE /v1/suppressions', { body })).status).toBe(404);
  });

  test.each([
    ['', undefined, '/query/address'],
    ['', {}, '/query/address'],
    ['address=+12125550123', undefined, '/query/channel'],
    ['channel=sms', undefined, '/query/address'],
    ['address=x&channel=sms', undefined, '/query/address'],
    ['', { address: '+12125550123' }, '/channel'],
    ['', { address: 'x', channel: 'sms' }, '/address'],
    ['', { address: '+12125550123', channel: 'sms', reason: 'bounced' }, '/reason'],
    ['channel=sms', { address: '+12125550123' }, '/address'],
    ['address=+12125550123&channel=sms&reason=bounced', undefined, '/query/reason'],
  ])('%s %j is 422', async (query, body, pointer) => {
    const answer = await t.request(`DELETE /v1/suppressions?${query}`, { body });
    expect([answer.status, answer.json.errors[0].pointer]).toEqual([422, pointer]);
  });

  test('does not bring back what was canceled', async () => {
    const to = nextNumber();
    const { json } = await t.request('POST /v1/messages', { body: buildMessage({ to }) });
    await put({ address: to, channel: 'sms' });
    await take(`address=${to}&channel=sms`);
    const { json: after } = await t.request(`GET /v1/messages/${json.id}`);
    expect(after).toMatchObject({ status: 'canceled' });
  });
});

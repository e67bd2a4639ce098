import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildMessage } from '#test/support/builders';
import { startTestApp, type TestApp } from '#test/support/test-app';

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
});
afterAll(() => t.stop());

const pointers = (json: { errors?: { pointer: string }[] }) =>
  (json.errors ?? []).map((it) => it.pointer);
const post = (overrides = {}) => t.request('POST /v1/messages', { body: buildMessage(overrides) });

describe('PATCH /v1/messages/{id}', () => {
  test('changes what is given, and raises the version', async () => {
    const { json } = await post();
    const answer = await t.request(`PATCH /v1/messages/${json.id}`, {
      body: { text: 'New', metadata: { a: '1' } },
      headers: { 'If-Match': '"1"' },
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('ETag')).toBe('"2"');
    expect(answer.json).toMatchObject({
      text: 'New',
      metadata: { a: '1' },
      to: json.to,
      version: 2,
    });
  });

  test('a stale If-Match is 412', async () => {
    const { json } = await post();
    const options = { body: { text: 'New' }, headers: { 'If-Match': '"1"' } };
    await t.request(`PATCH /v1/messages/${json.id}`, options);
    const answer = await t.request(`PATCH /v1/messages/${json.id}`, options);
    expect([answer.status, answer.json.code]).toEqual([412, 'version_mismatch']);
  });

  test.each(['channel', 'contactId', 'optimize', 'batchId', 'status'])(
    '%s stays: 422',
    async (field) => {
      const { json } = await post();
      const answer = await t.request(`PATCH /v1/messages/${json.id}`, { body: { [field]: 'x' } });
      expect([answer.status, pointers(answer.json)]).toEqual([422, [`/${field}`]]);
    },
  );

  test('what the channel lacks is refused here too', async () => {
    const { json } = await post();
    for (const [body, pointer] of [
      [{ subject: 'x' }, '/subject'],
      [{ text: null }, '/text'],
    ] as const) {
      const answer = await t.request(`PATCH /v1/messages/${json.id}`, { body });
      expect([answer.status, pointers(answer.json)]).toEqual([422, [pointer]]);
    }
  });
});

describe('C1: POST /v1/messages/{id}/cancel', () => {
  test('cancels, twice alike', async () => {
    const { json } = await post();
    const first = await t.request(`POST /v1/messages/${json.id}/cancel`);
    expect([first.status, first.json.status, first.json.cancelReason]).toEqual([
      200,
      'canceled',
      'requested',
    ]);
    const second = await t.request(`POST /v1/messages/${json.id}/cancel`, { body: {} });
    expect([second.status, second.json]).toEqual([200, first.json]);
    const edit = await t.request(`PATCH /v1/messages/${json.id}`, { body: { text: 'x' } });
    expect(edit.status).toBe(409);
  });

  test('takes no fields', async () => {
    const { json } = await post();
    const line = `POST /v1/messages/${json.id}/cancel`;
    const answer = await t.request(line, { body: { reason: 'x' } });
    expect([answer.status, pointers(answer.json)]).toEqual([422, ['/reason']]);
    expect((await t.request(line, { raw: '{' })).status).toBe(400);
  });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildContact, buildMessage } from '#test/support/builders';
import { startTestApp, type TestApp } from '#test/support/test-app';

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
});
afterAll(() => t.stop());

const pointers = (json: { errors: { pointer: string }[] }) => json.errors.map((it) => it.pointer);
const create = async (overrides = {}) =>
  (await t.request('POST /v1/contacts', { body: buildContact(overrides) })).json;

describe('C4: DELETE /v1/contacts/{id}', () => {
  test('cancels what is pending for it, and counts', async () => {
    const { id } = await create();
    const body = { channel: 'sms', contactId: id, text: 'x', sendAt: buildMessage().sendAt };
    const made = await Promise.all(
      Array.from({ length: 3 }, () => t.request('POST /v1/messages', { body })),
    );
    const answer = await t.request(`DELETE /v1/contacts/${id}`);
    expect([answer.status, answer.json]).toEqual([200, { id, canceledMessages: 3, sending: 0 }]);
    for (const { json } of made) {
      const message = await t.request(`GET /v1/messages/${json.id}`);
      expect([message.json.status, message.json.cancelReason]).toEqual([
        'canceled',
        'contact_deleted',
      ]);
    }
  });

  test('again is 404, as is all else about it', async () => {
    const { id } = await create();
    await t.request(`DELETE /v1/contacts/${id}`);
    expect((await t.request(`DELETE /v1/contacts/${id}`)).status).toBe(404);
    expect((await t.request(`GET /v1/contacts/${id}`)).status).toBe(404);
    expect((await t.request(`PATCH /v1/contacts/${id}`, { body: { name: 'x' } })).status).toBe(404);
    const body = { channel: 'sms', contactId: id, text: 'x' };
    const answer = await t.request('POST /v1/messages', { body });
    expect([answer.status, pointers(answer.json)]).toEqual([422, ['/contactId']]);
  });

  test('of ten at once one deletes', async () => {
    const { id } = await create();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => t.request(`DELETE /v1/contacts/${id}`)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(404)]);
  });

  test('no message slips in beside a deletion', async () => {
    for (let round = 0; round < 5; round++) {
      const { id } = await create();
      const body = { channel: 'sms', contactId: id, text: 'x', sendAt: buildMessage().sendAt };
      await Promise.all([
        ...Array.from({ length: 8 }, () => t.request('POST /v1/messages', { body })),
        t.request(`DELETE /v1/contacts/${id}`),
      ]);
      const left = await t.request(`GET /v1/messages?contactId=${id}&status=scheduled`);
      expect(left.json.data).toEqual([]);
    }
  });
});

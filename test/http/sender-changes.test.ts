import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildMessage, buildSender } from '#test/support/builders';
import { startTestApp, type TestApp } from '#test/support/test-app';

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
});
afterAll(() => t.stop());

const pointers = (json: { errors: { pointer: string }[] }) => json.errors.map((it) => it.pointer);
const create = async (overrides = {}) =>
  (await t.request('POST /v1/senders', { body: buildSender(overrides) })).json;

describe('PATCH and DELETE /v1/senders/{id}', () => {
  test('null clears, what is left out stays; If-Match is obeyed', async () => {
    const { id } = await create({ ratePerSecond: 2, settings: { fault: { kind: 'fail' } } });
    const answer = await t.request(`PATCH /v1/senders/${id}`, {
      body: { ratePerSecond: null, settings: null, active: false },
      headers: { 'If-Match': '"1"' },
    });
    expect(answer.json).toMatchObject({
      ratePerSecond: null,
      settings: {},
      active: false,
      version: 2,
    });
    expect(answer.headers.get('ETag')).toBe('"2"');
    const stale = await t.request(`PATCH /v1/senders/${id}`, {
      body: { name: 'x' },
      headers: { 'If-Match': '"1"' },
    });
    expect(stale.status).toBe(412);
  });

  test('so it is with each of its settings', async () => {
    const email = {
      channel: 'email',
      address: 'desk@example.com',
      settings: { replyTo: 'r@example.com' },
    };
    const { id } = await create(email);
    const patch = async (settings: object) =>
      (await t.request(`PATCH /v1/senders/${id}`, { body: { settings } })).json.settings;
    const fault = { kind: 'slow', ms: 20 };
    expect(await patch({ fault })).toEqual({ fault, replyTo: 'r@example.com' });
    expect(await patch({ replyTo: null })).toEqual({ fault });
    expect(await patch({})).toEqual({ fault });
  });

  test('a rate of 0 is told that it has to be more', async () => {
    const body = buildSender({ ratePerSecond: 0 });
    const { status, json } = await t.request('POST /v1/senders', { body });
    expect([status, json.errors[0].detail]).toEqual([422, 'ratePerSecond must be more than 0']);
  });

  test.each(['channel', 'address', 'serviceSid', 'provider'])('%s stays: 422', async (field) => {
    const { id } = await create();
    const answer = await t.request(`PATCH /v1/senders/${id}`, { body: { [field]: 'x' } });
    expect([answer.status, pointers(answer.json)]).toEqual([422, [`/${field}`]]);
  });

  test('an inactive sender is refused at acceptance, an unknown one too', async () => {
    const { id } = await create();
    await t.request(`PATCH /v1/senders/${id}`, { body: { active: false } });
    const inactive = await t.request('POST /v1/messages', { body: buildMessage({ from: id }) });
    expect([inactive.status, inactive.json.code]).toEqual([422, 'sender_inactive']);
    const unknown = await t.request('POST /v1/messages', { body: buildMessage({ from: 'snd_x' }) });
    expect([unknown.status, unknown.json.code]).toEqual([422, 'sender_unknown']);
  });

  test('a deleted sender is gone, and its address is free again', async () => {
    const body = buildSender({ isDefault: true });
    const made = await t.request('POST /v1/senders', { body });
    const line = `/v1/senders/${made.json.id}`;
    const answer = await t.request(`DELETE ${line}`);
    expect([answer.status, answer.text]).toEqual([204, '']);
    expect((await t.request(`DELETE ${line}`)).status).toBe(404);
    expect((await t.request(`GET ${line}`)).status).toBe(404);
    expect((await t.request(`PATCH ${line}`, { body: { name: 'x' } })).status).toBe(404);
    expect((await t.request('POST /v1/senders', { body })).status).toBe(201);
  });

  test('a message that waits keeps its deleted sender in sight', async () => {
    const { id } = await create();
    const message = await t.request('POST /v1/messages', { body: buildMessage({ from: id }) });
    await t.request(`DELETE /v1/senders/${id}`);
    const answer = await t.request(`GET /v1/messages/${message.json.id}`);
    expect([answer.status, answer.json.from.id]).toEqual([200, id]);
  });
});

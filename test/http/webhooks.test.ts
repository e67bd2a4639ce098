import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { usualEventTypes } from '#domain/webhook';
import { startTestApp, type TestApp } from '#test/support/test-app';

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp({
    webhookPoster: {
      check: (url) => (url.includes('10.0.0.1') ? 'must lead outside' : null),
      post: async () => ({ kind: 'taken', statusCode: 204, tookMs: 1 }),
    },
  });
});
afterAll(() => t.stop());
beforeEach(async () => {
  await t.database.connection.sql`DELETE FROM webhook_endpoints`;
});

const url = 'https://hooks.example.com/punctual';
const pointers = (json: { errors: { pointer: string }[] }) => json.errors.map((it) => it.pointer);
const create = async (body: object = {}) =>
  (await t.request('POST /v1/webhooks', { body: { url, ...body } })).json;
const patch = (id: string, body: object, headers = {}) =>
  t.request(`PATCH /v1/webhooks/${id}`, { body, headers });

describe('H6: POST /v1/webhooks', () => {
  test('makes an endpoint whose secret is shown this once', async () => {
    const answer = await t.request('POST /v1/webhooks', { body: { url, description: 'billing' } });
    const { secret, ...endpoint } = answer.json;
    expect(answer.status).toBe(201);
    expect(answer.headers.get('Location')).toBe(`/v1/webhooks/${endpoint.id}`);
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{32}$/);
    expect(endpoint).toMatchObject({
      url,
      description: 'billing',
      eventTypes: usualEventTypes,
      status: 'active',
      disabledReason: null,
      version: 1,
    });
    const read = await t.request(`GET /v1/webhooks/${endpoint.id}`);
    expect([read.json, read.headers.get('ETag')]).toEqual([endpoint, '"1"']);
    expect((await t.request('GET /v1/webhooks')).json.data).toEqual([endpoint]);
  });

  test('for what is merely scheduled too, where that is asked for; each type once', async () => {
    const eventTypes = ['message.sent', 'message.scheduled', 'message.sent'];
    const made = await create({ eventTypes });
    expect(made.eventTypes).toEqual(['message.scheduled', 'message.sent']);
  });

  test.each([
    [{ url: undefined }, '/url'],
    [{ url: 'hooks.example.com' }, '/url'],
    [{ url: 'ftp://hooks.example.com/' }, '/url'],
    [{ url: 'https://' }, '/url'],
    [{ url: 'https:///hooks.example.com/' }, '/url'],
    [{ url: 'https://@hooks.example.com/' }, '/url'],
    [{ url: 'https://:@hooks.example.com/' }, '/url'],
    [{ url: 'https://hooks..example.com/' }, '/url'],
    [{ url: 'https://.example.com/' }, '/url'],
    [{ url: 'https://hooks.example.com../' }, '/url'],
    [{ url: 'https://hooks.example.com:0/' }, '/url'],
    [{ url: `https://${'x'.repeat(64)}.example.com/` }, '/url'],
    [{ url: `https://${'x.'.repeat(126)}example/` }, '/url'],
    [{ url: `https://hooks.example.com/${'ü'.repeat(400)}` }, '/url'],
    [{ url: 'https://ana:secret@hooks.example.com/' }, '/url'],
    [{ url: 'https://hooks.example.com/#part' }, '/url'],
    [{ url: 'https://hooks.example.com/#' }, '/url'],
    [{ url: ' https://hooks.example.com/' }, '/url'],
    [{ url: 'https://hooks.example.com\\@10.0.0.2/' }, '/url'],
    [{ url: `https://hooks.example.com/${'x'.repeat(2_023)}` }, '/url'],
    [{ url: 'https://10.0.0.1/' }, '/url'],
    [{ url: 5 }, '/url'],
    [{ eventTypes: [] }, '/eventTypes'],
    [{ eventTypes: ['message.opened'] }, '/eventTypes/0'],
    [{ eventTypes: null }, '/eventTypes'],
    [{ description: 'a\nb' }, '/description'],
    [{ status: 'disabled' }, '/status'],
    [{ secret: 'whsec_x' }, '/secret'],
  ])('%j is 422', async (overrides, pointer) => {
    const answer = await t.request('POST /v1/webhooks', { body: { url, ...overrides } });
    expect([answer.status, pointers(answer.json)]).toEqual([422, [pointer]]);
    expect(answer.text).not.toContain('ana:secret');
  });

  test('a URL is kept as it is called', async () => {
    const made = await create({ url: 'HTTPS://Hooks.Bücher.example:443/a/../bc' });
    expect(made.url).toBe('https://hooks.xn--bcher-kva.example/bc');
    expect((await patch(made.id, { url: 'https://HOOKS.example.com' })).json.url).toBe(
      'https://hooks.example.com/',
    );
  });

  test('2,048 characters are the most', async () => {
    const long = `https://hooks.example.com/${'x'.repeat(2_022)}`;
    expect(long).toHaveLength(2_048);
    expect((await create({ url: long })).url).toBe(long);
  });

  test('20 at the most, of 25 at once too; a deleted one makes room', async () => {
    const body = { url };
    const answers = await Promise.all(
      Array.from({ length: 25 }, () => t.request('POST /v1/webhooks', { body })),
    );
    const made = answers.filter(({ status }) => status === 201);
    expect(made).toHaveLength(20);
    expect(answers.filter(({ status }) => status === 422)).toHaveLength(5);
    await t.request(`DELETE /v1/webhooks/${made[0]?.json.id}`);
    expect((await t.request('POST /v1/webhooks', { body })).status).toBe(201);
  });
});

describe('H6: an endpoint', () => {
  test('is edited, if it is the one that the caller has seen', async () => {
    const { id } = await create({ description: 'a' });
    const body = {
      url: 'http://hooks.example.com/2',
      eventTypes: ['message.sent'],
      description: null,
    };
    const changed = await patch(id, body, { 'If-Match': '"1"' });
    expect([changed.status, changed.json]).toMatchObject([200, { ...body, version: 2 }]);
    expect((await patch(id, { description: 'b' }, { 'If-Match': '"1"' })).status).toBe(412);
    const same = await patch(id, {});
    expect([same.status, same.json.version]).toEqual([200, 2]);
  });

  test.each([
    [{ url: 'https://10.0.0.1/' }, '/url'],
    [{ url: null }, '/url'],
    [{ eventTypes: [] }, '/eventTypes'],
    [{ status: 'paused' }, '/status'],
    [{ disabledReason: 'gone' }, '/disabledReason'],
  ])('takes no %j', async (body, pointer) => {
    const { id } = await create();
    const answer = await patch(id, body);
    expect([answer.status, pointers(answer.json)]).toEqual([422, [pointer]]);
    expect((await t.request(`GET /v1/webhooks/${id}`)).json.version).toBe(1);
  });

  test('is disabled by hand, and enabled again as if it had never failed', async () => {
    const { sql } = t.database.connection;
    const { id } = await create();
    const disabled = (await patch(id, { status: 'disabled' })).json;
    expect(disabled).toMatchObject({ status: 'disabled', disabledReason: 'requested' });
    expect(Date.parse(disabled.disabledAt)).toBeGreaterThan(Date.now() - 60_000);
    await sql`UPDATE webhook_endpoints SET disabled_reason = 'failing', failing_since = now(),
      retry_at = now(), relayed_revision = revision WHERE id = ${id}`;
    const again = (await patch(id, { status: 'disabled' })).json;
    expect(again.disabledReason).toBe('failing');
    const enabled = (await patch(id, { status: 'active' })).json;
    const anew = { disabledReason: null, disabledAt: null, failingSince: null, retryAt: null };
    expect(enabled).toMatchObject({ status: 'active', ...anew });
    const [row] = await sql`SELECT revision > relayed_revision AS told FROM webhook_endpoints`;
    expect(row?.told).toBe(true);
  });

  test('is deleted once', async () => {
    const { id } = await create();
    expect((await t.request(`DELETE /v1/webhooks/${id}`)).status).toBe(204);
    for (const line of [`DELETE /v1/webhooks/${id}`, `GET /v1/webhooks/${id}`]) {
      expect((await t.request(line)).status).toBe(404);
    }
    expect((await patch(id, { status: 'active' })).status).toBe(404);
    expect((await t.request('GET /v1/webhooks')).json.data).toEqual([]);
  });

  test('K1: of another workspace is 404, whatever is asked of it', async () => {
    const { id } = await create();
    const key = await t.createWorkspace('other');
    for (const [line, body] of [
      ['GET', undefined],
      ['PATCH', { status: 'disabled' }],
      ['DELETE', undefined],
    ] as const) {
      expect((await t.request(`${line} /v1/webhooks/${id}`, { key, body })).status).toBe(404);
    }
    for (const [action, body] of [
      ['rotate-secret', {}],
      ['test', {}],
      ['replay', { since: '2026-01-01T00:00:00Z' }],
    ] as const) {
      const answer = await t.request(`POST /v1/webhooks/${id}/${action}`, { key, body });
      expect([action, answer.status]).toEqual([action, 404]);
    }
    expect((await t.request(`GET /v1/webhooks/${id}/deliveries`, { key })).status).toBe(404);
    expect((await t.request('GET /v1/webhooks', { key })).json.data).toEqual([]);
    expect((await t.request(`GET /v1/webhooks/${id}`)).json).toMatchObject({ status: 'active' });
  });
});

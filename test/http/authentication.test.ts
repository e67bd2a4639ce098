import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildMessage } from '#test/support/builders';
import { startTestApp, type TestApp } from '#test/support/test-app';

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
});
afterAll(() => t.stop());

const id = '01990000-0000-7000-8000-000000000000';
const everyRoute = [
  'POST /v1/messages',
  'GET /v1/messages',
  'POST /v1/messages/preview',
  'GET /v1/messages/export',
  `GET /v1/messages/msg_${id}`,
  `PATCH /v1/messages/msg_${id}`,
  `POST /v1/messages/msg_${id}/cancel`,
  `GET /v1/messages/msg_${id}/timeline`,
  `POST /v1/batches/bat_${id}/pause`,
  `POST /v1/batches/bat_${id}/resume`,
  `POST /v1/batches/bat_${id}/cancel`,
  'POST /v1/contacts',
  `GET /v1/contacts/con_${id}`,
  `PATCH /v1/contacts/con_${id}`,
  `DELETE /v1/contacts/con_${id}`,
  'POST /v1/batches',
  'GET /v1/batches',
  `PUT /v1/batches/bat_${id}/lines?offset=0`,
  `POST /v1/batches/bat_${id}/close`,
  `GET /v1/batches/bat_${id}/rejections`,
  'POST /v1/senders',
  'GET /v1/senders',
  `GET /v1/senders/snd_${id}`,
  `PATCH /v1/senders/snd_${id}`,
  `DELETE /v1/senders/snd_${id}`,
  'POST /v1/users',
  'GET /v1/users',
  `GET /v1/users/usr_${id}`,
  `PATCH /v1/users/usr_${id}`,
  'POST /v1/keys',
  'GET /v1/keys',
  `POST /v1/keys/key_${id}/rotate`,
  `DELETE /v1/keys/key_${id}`,
  'POST /v1/webhooks',
  'GET /v1/webhooks',
  `GET /v1/webhooks/whk_${id}`,
  `PATCH /v1/webhooks/whk_${id}`,
  `DELETE /v1/webhooks/whk_${id}`,
  `POST /v1/webhooks/whk_${id}/rotate-secret`,
  `POST /v1/webhooks/whk_${id}/test`,
  `POST /v1/webhooks/whk_${id}/replay`,
  `GET /v1/webhooks/whk_${id}/deliveries`,
  'GET /v1/workspace',
  'PATCH /v1/workspace',
  'POST /v1/engagement-events',
  `GET /v1/contacts/con_${id}/send-time`,
  'GET /v1/send-time/report',
  'GET /v1/replies',
  `GET /v1/replies/rep_${id}`,
  'GET /v1/sink/deliveries',
];
const adminRoutes = everyRoute.filter(
  (line) => /senders|users|keys|webhooks/.test(line) || line === 'PATCH /v1/workspace',
);

describe('K1: keys', () => {
  test.each(everyRoute)('%s needs a key, whatever the body is', async (line) => {
    const raw = /^(POST|PATCH)/.test(line) ? { raw: '{' } : {};
    for (const key of [null, 'pk_nobody-has-this-one', '']) {
      const answer = await t.request(line, { key, ...raw });
      expect(answer.status).toBe(401);
      expect(answer.json.code).toBe('unauthorized');
      expect(answer.headers.get('WWW-Authenticate')).toMatch(/^Bearer/);
      expect(answer.text).not.toContain('pk_nobody');
    }
  });

  test.each(['Basic abc', 'Bearer', 'pk_x', 'Bearer  ', `Bearer ${'x'.repeat(5000)}`])(
    'Authorization: %s is 401',
    async (authorization) => {
      const answer = await t.request('GET /v1/workspace', {
        key: null,
        headers: { Authorization: authorization },
      });
      expect(answer.status).toBe(401);
    },
  );

  test('the scheme may be written in any case', async () => {
    const headers = { Authorization: `bearer ${t.adminKey}` };
    expect((await t.request('GET /v1/workspace', { key: null, headers })).status).toBe(200);
  });

  test('routes that are not there need no key to say so', async () => {
    expect((await t.request('GET /v1/nope', { key: null })).status).toBe(404);
    expect((await t.request('PUT /v1/messages', { key: null })).status).toBe(405);
  });

  test.each(adminRoutes)('%s is for admins: a user is 403, whatever the body is', async (line) => {
    const key = await t.createUserKey();
    const raw = /^(POST|PATCH)/.test(line) ? { raw: '{' } : {};
    const answer = await t.request(line, { key, ...raw });
    expect(answer.status).toBe(403);
    expect(answer.json.code).toBe('forbidden');
  });

  test('a user may do all the rest, and sees what others scheduled', async () => {
    const key = await t.createUserKey();
    const made = await t.request('POST /v1/messages', { body: buildMessage() });
    expect((await t.request(`GET /v1/messages/${made.json.id}`, { key })).status).toBe(200);
    expect((await t.request('GET /v1/workspace', { key })).status).toBe(200);
    expect((await t.request('GET /v1/sink/deliveries', { key })).status).toBe(200);
    const answer = await t.request(`POST /v1/messages/${made.json.id}/cancel`, { key });
    expect(answer.status).toBe(200);
  });
});

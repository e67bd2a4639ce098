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
  `GET /v1/messages/msg_${id}`,
  `PATCH /v1/messages/msg_${id}`,
  `POST /v1/messages/msg_${id}/cancel`,
  `GET /v1/messages/msg_${id}/timeline`,
  'POST /v1/contacts',
  `GET /v1/contacts/con_${id}`,
  `PATCH /v1/contacts/con_${id}`,
  `DELETE /v1/contacts/con_${id}`,
  'POST /v1/senders',
  'GET /v1/senders',
  `GET /v1/senders/snd_${id}`,
  `PATCH /v1/senders/snd_${id}`,
  `DELETE /v1/senders/snd_${id}`,
  'POST /v1/users',
  'POST /v1/keys',
  `DELETE /v1/keys/key_${id}`,
  'GET /v1/workspace',
  'PATCH /v1/workspace',
  'GET /v1/replies',
  'GET /v1/sink/deliveries',
];
const adminRoutes = everyRoute.filter(
  (line) => /senders|users|keys/.test(line) || line === 'PATCH /v1/workspace',
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

describe('users and keys', () => {
  const newUser = { name: 'Ana', email: 'Ana@Example.com', role: 'user' };

  test('a user gets a key, shown once, which works until it is deleted', async () => {
    const user = await t.request('POST /v1/users', { body: newUser });
    expect(user.status).toBe(201);
    expect(user.json).toEqual({
      id: expect.stringMatching(/^usr_/),
      name: 'Ana',
      email: 'ana@example.com',
      role: 'user',
      createdAt: expect.any(String),
    });
    const made = await t.request('POST /v1/keys', { body: { userId: user.json.id } });
    expect(made.status).toBe(201);
    expect(made.json.key).toMatch(/^pk_[\w-]{43}$/);
    const { id, key } = made.json;
    expect((await t.request('GET /v1/workspace', { key })).status).toBe(200);
    const deleted = await t.request(`DELETE /v1/keys/${id}`);
    expect([deleted.status, deleted.text]).toEqual([204, '']);
    expect((await t.request('GET /v1/workspace', { key })).status).toBe(401);
    expect((await t.request(`DELETE /v1/keys/${id}`)).status).toBe(404);
  });

  test('an email address is one user, whatever its case', async () => {
    const body = { name: 'Bo', email: 'bo@example.com', role: 'admin' };
    expect((await t.request('POST /v1/users', { body })).status).toBe(201);
    const again = await t.request('POST /v1/users', { body: { ...body, email: 'BO@example.com' } });
    expect(again.status).toBe(409);
    expect(again.json.code).toBe('conflict');
    expect(again.text.toLowerCase()).not.toContain('bo@example');
  });

  test('ten at once with one address are one user', async () => {
    const body = { name: 'Cy', email: 'cy@example.com', role: 'user' };
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => t.request('POST /v1/users', { body })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(9).fill(409)]);
  });

  test.each([
    [{}, ['/email', '/name', '/role']],
    [{ ...newUser, email: 'nobody' }, ['/email']],
    [{ ...newUser, role: 'root' }, ['/role']],
    [{ ...newUser, name: '' }, ['/name']],
    [{ ...newUser, id: 'usr_1' }, ['/id']],
  ])('POST /v1/users %j is 422', async (body, pointers) => {
    const answer = await t.request('POST /v1/users', { body });
    expect(answer.status).toBe(422);
    expect(answer.json.errors.map((it: { pointer: string }) => it.pointer).sort()).toEqual(
      pointers,
    );
  });

  test.each([{}, { userId: 'usr_1' }, { userId: `usr_${id}` }, { userId: 3 }])(
    'POST /v1/keys %j is 422',
    async (body) => {
      const answer = await t.request('POST /v1/keys', { body });
      expect(answer.status).toBe(422);
      expect(answer.json.errors[0].pointer).toBe('/userId');
    },
  );

  test('POST /v1/keys takes no idempotency key: each is a new one', async () => {
    const user = await t.request('POST /v1/users', {
      body: { ...newUser, email: 'k@example.com' },
    });
    const options = { body: { userId: user.json.id }, headers: { 'Idempotency-Key': 'k' } };
    const first = await t.request('POST /v1/keys', options);
    const second = await t.request('POST /v1/keys', options);
    expect(second.json.key).not.toBe(first.json.key);
    const rows = await t.database.connection
      .sql`SELECT 1 FROM idempotency_keys WHERE path = '/v1/keys'`;
    expect(rows.length).toBe(0);
  });

  test('keys are kept as hashes alone', async () => {
    const rows = await t.database.connection.sql`SELECT hash FROM keys`;
    for (const row of rows) expect(row.hash).toMatch(/^[0-9a-f]{64}$/);
  });
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '#test/support/test-app';

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
});
afterAll(() => t.stop());

const id = '01990000-0000-7000-8000-000000000000';
const newUser = { name: 'Ana', email: 'Ana@Example.com', role: 'user' };

async function addUser(role = 'user'): Promise<string> {
  const email = `${Math.random().toString(36).slice(2)}@example.com`;
  return (await t.request('POST /v1/users', { body: { ...newUser, email, role } })).json.id;
}

async function addKey(fields: object = {}): Promise<{ id: string; key: string; userId: string }> {
  const answer = await t.request('POST /v1/keys', { body: { userId: await addUser(), ...fields } });
  expect(answer.status).toBe(201);
  return answer.json;
}

const opens = async (key: string) => (await t.request('GET /v1/workspace', { key })).status;

async function findKey(id: string) {
  const { json } = await t.request('GET /v1/keys?limit=100');
  return json.data.find((key: { id: string }) => key.id === id);
}

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

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

test('K1: a key opens nothing after its end', async () => {
  const { id, key } = await addKey({ name: 'billing', expiresAt: inDays(1) });
  expect(await opens(key)).toBe(200);
  await t.database.connection.sql`UPDATE keys SET expires_at = now() WHERE id = ${id}`;
  const answer = await t.request('GET /v1/workspace', { key });
  expect([answer.status, answer.json.code]).toEqual([401, 'unauthorized']);
  expect(await findKey(id)).toMatchObject({ name: 'billing', expiresAt: expect.any(String) });
});

test('K1: keys are listed with their user, end and last use, and without the key', async () => {
  const { id, key, userId } = await addKey();
  expect(await findKey(id)).toEqual({
    id,
    userId,
    name: null,
    expiresAt: null,
    lastUsedAt: null,
    createdAt: expect.any(String),
  });
  await opens(key);
  const used = (await findKey(id)).lastUsedAt;
  expect(Date.parse(used)).toBeGreaterThan(0);
  const ofUser = await t.request(`GET /v1/keys?userId=${userId}`);
  expect(ofUser.json.data.map((it: { id: string }) => it.id)).toEqual([id]);
  expect(ofUser.text).not.toContain(key);
});

test('a use is noted once a minute, whoever comes at once', async () => {
  const { id, key } = await addKey();
  await Promise.all(Array.from({ length: 10 }, () => opens(key)));
  const first = (await findKey(id)).lastUsedAt;
  await opens(key);
  expect((await findKey(id)).lastUsedAt).toBe(first);
  await t.database.connection
    .sql`UPDATE keys SET last_used_at = last_used_at - interval '61 seconds' WHERE id = ${id}`;
  await opens(key);
  expect(Date.parse((await findKey(id)).lastUsedAt)).toBeGreaterThanOrEqual(Date.parse(first));
});

test('K1: a rotated key and its successor both open for the overlap, then the new one alone', async () => {
  const old = await addKey({ name: 'billing' });
  const answer = await t.request(`POST /v1/keys/${old.id}/rotate`, { body: { overlap: 'PT1H' } });
  expect(answer.status).toBe(201);
  expect(answer.json).toMatchObject({ userId: old.userId, name: 'billing', expiresAt: null });
  expect(answer.json.key).not.toBe(old.key);
  expect([await opens(old.key), await opens(answer.json.key)]).toEqual([200, 200]);
  const endsInMs = Date.parse((await findKey(old.id)).expiresAt) - Date.now();
  expect(endsInMs).toBeGreaterThan(3_500_000);
  expect(endsInMs).toBeLessThan(3_700_000);
  await t.database.connection.sql`UPDATE keys SET expires_at = now() WHERE id = ${old.id}`;
  expect([await opens(old.key), await opens(answer.json.key)]).toEqual([401, 200]);
  const again = await t.request(`POST /v1/keys/${old.id}/rotate`, { body: {} });
  expect([again.status, again.json.code]).toEqual([409, 'conflict']);
});

test('without an overlap the old key is at its end; a key may replace itself', async () => {
  const userId = await addUser('admin');
  const old = await addKey({ userId });
  const line = `POST /v1/keys/${old.id}/rotate`;
  const answer = await t.request(line, { key: old.key, body: { overlap: 'PT0S' } });
  expect(answer.status).toBe(201);
  expect([await opens(old.key), await opens(answer.json.key)]).toEqual([401, 200]);
});

test('an overlap makes no life longer, and an end is not lost by replacing', async () => {
  const expiresAt = inDays(0.5);
  const old = await addKey({ expiresAt });
  const line = `POST /v1/keys/${old.id}/rotate`;
  const silent = await t.request(line, { body: {} });
  expect([silent.status, silent.json.errors[0].pointer]).toEqual([422, '/expiresAt']);
  // What was refused changed nothing.
  expect((await findKey(old.id)).expiresAt).toBe(expiresAt);
  const said = await t.request(line, { body: { expiresAt: inDays(90), overlap: 'P7D' } });
  expect(said.status).toBe(201);
  expect((await findKey(old.id)).expiresAt).toBe(expiresAt);
  expect((await t.request(line, { body: { expiresAt: null } })).json.expiresAt).toBeNull();
});

test.each([
  [{ overlap: 'P31D' }, '/overlap'],
  [{ overlap: 'soon' }, '/overlap'],
  [{ expiresAt: '2020-01-01T00:00:00Z' }, '/expiresAt'],
  [{ key: 'pk_mine' }, '/key'],
])('K2: POST /v1/keys/{id}/rotate %j is 422', async (body, pointer) => {
  const { id } = await addKey();
  const answer = await t.request(`POST /v1/keys/${id}/rotate`, { body });
  expect([answer.status, answer.json.errors[0].pointer]).toEqual([422, pointer]);
});

test('K1: the keys of another workspace are neither listed nor replaced', async () => {
  const { id } = await addKey();
  const stranger = await t.createWorkspace('stranger');
  const listed = await t.request('GET /v1/keys', { key: stranger });
  expect(listed.json.data.map((it: { id: string }) => it.id)).not.toContain(id);
  const rotated = await t.request(`POST /v1/keys/${id}/rotate`, { key: stranger, body: {} });
  expect(rotated.status).toBe(404);
});

test('the last key of an admin stays; with another it may go, also when two go at once', async () => {
  const key = await t.createWorkspace('one key');
  const [own] = (await t.request('GET /v1/keys', { key })).json.data;
  const alone = await t.request(`DELETE /v1/keys/${own.id}`, { key });
  expect([alone.status, alone.json.code]).toEqual([409, 'conflict']);
  expect(await opens(key)).toBe(200);

  const made = await t.request('POST /v1/keys', { key, body: { userId: own.userId } });
  const answers = await Promise.all(
    [own.id, made.json.id].map((id) => t.request(`DELETE /v1/keys/${id}`, { key })),
  );
  expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
  expect([await opens(key), await opens(made.json.key)].sort()).toEqual([200, 401]);
});

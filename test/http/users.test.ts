import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '#test/support/test-app';

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
});
afterAll(() => t.stop());

const newUser = { name: 'Ana', email: 'Ana@Example.com', role: 'user' };

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
  expect(answer.json.errors.map((it: { pointer: string }) => it.pointer).sort()).toEqual(pointers);
});

test('users are listed, newest first, and read one by one', async () => {
  const made = await t.request('POST /v1/users', { body: { ...newUser, email: 'd@example.com' } });
  const listed = await t.request('GET /v1/users?limit=1');
  expect(listed.json).toEqual({ data: [made.json], nextCursor: expect.any(String) });
  expect(made.headers.get('Location')).toBe(`/v1/users/${made.json.id}`);
  expect((await t.request(`GET /v1/users/${made.json.id}`)).json).toEqual(made.json);
});

test("K1: a change of role counts for the user's keys at once", async () => {
  const { id } = (
    await t.request('POST /v1/users', { body: { ...newUser, email: 'e@example.com' } })
  ).json;
  const { key } = (await t.request('POST /v1/keys', { body: { userId: id } })).json;
  expect((await t.request('GET /v1/users', { key })).status).toBe(403);
  const changed = await t.request(`PATCH /v1/users/${id}`, {
    body: { role: 'admin', name: 'Eva' },
  });
  expect(changed.json).toMatchObject({ id, role: 'admin', name: 'Eva' });
  expect((await t.request('GET /v1/users', { key })).status).toBe(200);
  await t.request(`PATCH /v1/users/${id}`, { body: { role: 'user' } });
  expect((await t.request('GET /v1/users', { key })).status).toBe(403);
});

test('the last admin stays one, also when two demote each other at once', async () => {
  const key = await t.createWorkspace('two admins');
  const [first] = (await t.request('GET /v1/users', { key })).json.data;
  const alone = await t.request(`PATCH /v1/users/${first.id}`, { key, body: { role: 'user' } });
  expect([alone.status, alone.json.code]).toEqual([409, 'conflict']);

  const body = { ...newUser, role: 'admin', email: 'f@example.com' };
  const second = (await t.request('POST /v1/users', { key, body })).json;
  const answers = await Promise.all(
    [first.id, second.id].map((id) =>
      t.request(`PATCH /v1/users/${id}`, { key, body: { role: 'user' } }),
    ),
  );
  // The second comes with the key of one who may be no admin any more.
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  const rows = await t.database.connection.sql`SELECT role FROM users
    WHERE id IN (${first.id}, ${second.id}) ORDER BY role`;
  expect(rows.map(({ role }) => role)).toEqual(['admin', 'user']);
});

test("K1, K2: another workspace's users are not there; nonsense is refused", async () => {
  const stranger = await t.createWorkspace('stranger');
  const { id } = (await t.request('GET /v1/users')).json.data[0];
  expect((await t.request(`GET /v1/users/${id}`, { key: stranger })).status).toBe(404);
  const patched = await t.request(`PATCH /v1/users/${id}`, { key: stranger, body: { name: 'X' } });
  expect(patched.status).toBe(404);
  for (const body of [{ role: 'root' }, { email: 'a@example.com' }, { name: '' }]) {
    expect((await t.request(`PATCH /v1/users/${id}`, { body })).status).toBe(422);
  }
});

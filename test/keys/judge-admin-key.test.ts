import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '#test/support/test-app';
import { ensureAdminKey } from '#workspaces/ensure-admin-key';
import { judgeAdminKey } from '#workspaces/judge-admin-key';

const KEY = 'kept-key-with-24-characters';

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
  await ensure();
});
afterAll(() => t.stop());

const ensure = () => ensureAdminKey(t.database.connection.db, KEY, new Date());
const judge = () => judgeAdminKey(t.database.connection.db, KEY);
async function ownId(): Promise<string> {
  const { sql } = t.database.connection;
  const [row] = await sql`SELECT id FROM keys ORDER BY created_at DESC, id DESC LIMIT 1`;
  return row?.id;
}

test('K1: a key that was just made opens what admins may do, and looking is no use of it', async () => {
  expect(await judge()).toEqual({ kind: 'admin', endsAt: null });
  const [row] = await t.database.connection.sql`SELECT last_used_at FROM keys
    WHERE id = ${await ownId()}`;
  expect(row).toEqual({ last_used_at: null });
});

test('K1: in the overlap of a rotation it works and has an end; after it, starts leave it so', async () => {
  const id = await ownId();
  const rotated = await t.request(`POST /v1/keys/${id}/rotate`, { body: {} });
  expect(rotated.status, rotated.text).toBe(201);
  expect(await judge()).toEqual({ kind: 'admin', endsAt: expect.any(Date) });
  await t.database.connection.sql`UPDATE keys SET expires_at = now() WHERE id = ${id}`;
  await ensure();
  expect(await judge()).toEqual({ kind: 'ended' });
  expect((await t.request('GET /v1/workspace', { key: KEY })).status).toBe(401);
  await t.database.connection.sql`UPDATE keys SET expires_at = NULL WHERE id = ${id}`;
});

test('K1: a key whose user is no admin any more is not one, whatever starts', async () => {
  const { sql } = t.database.connection;
  await sql`UPDATE users SET role = 'user'`;
  await ensure();
  expect(await judge()).toEqual({ kind: 'demoted' });
  await sql`UPDATE users SET role = 'admin'`;
});

test('K1: one that was deleted opens nothing, whatever starts; another is unknown until one', async () => {
  const { db, sql } = t.database.connection;
  await sql`UPDATE keys SET deleted_at = now()`;
  await ensure();
  expect(await judge()).toEqual({ kind: 'ended' });
  const other = 'other-key-with-24-characters';
  expect(await judgeAdminKey(db, other)).toEqual({ kind: 'unknown' });
  await ensureAdminKey(db, other, new Date());
  expect(await judgeAdminKey(db, other)).toEqual({ kind: 'admin', endsAt: null });
});

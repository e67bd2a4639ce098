import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { authenticate } from '#keys/authenticate';
import { hashKey } from '#keys/hash-key';
import { createTestDatabase, type TestDatabase } from '#test/support/test-database';
import { createWorkspace } from '#workspaces/create-workspace';
import { ensureAdminKey } from '#workspaces/ensure-admin-key';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  await database.connection.sql`TRUNCATE workspaces CASCADE`;
});
afterAll(() => database.drop());

const now = new Date('2027-01-15T09:00:00Z');
const ensure = (key: string) => ensureAdminKey(database.connection.db, key, now);

test('the first start makes the demo workspace, with a default sink sender for each channel', async () => {
  const workspaceId = await ensure('first-key-with-24-characters');
  const actor = await authenticate(database.connection.db, 'first-key-with-24-characters');
  expect(actor).toMatchObject({ workspaceId, role: 'admin' });
  const senders = await database.connection.sql`
    SELECT channel FROM senders WHERE is_default AND provider = 'sink' ORDER BY channel`;
  expect(senders.map((row) => row.channel)).toEqual([
    'email',
    'imessage',
    'mms',
    'sms',
    'whatsapp',
  ]);
});

test('a second start changes nothing', async () => {
  await ensure('first-key-with-24-characters');
  await ensure('first-key-with-24-characters');
  const [row] = await database.connection.sql`
    SELECT (SELECT count(*) FROM workspaces) AS workspaces, (SELECT count(*) FROM keys) AS keys,
      (SELECT count(*) FROM senders) AS senders`;
  expect(row).toEqual({ workspaces: '1', keys: '1', senders: '5' });
});

test('ten processes at once make one workspace', async () => {
  const ids = await Promise.all(
    Array.from({ length: 10 }, () => ensure('first-key-with-24-characters')),
  );
  expect(new Set(ids).size).toBe(1);
  const [row] = await database.connection.sql`SELECT count(*) FROM workspaces`;
  expect(row?.count).toBe('1');
});

test('a new key is added to the first workspace, and the old one stays', async () => {
  const first = await ensure('first-key-with-24-characters');
  expect(await ensure('second-key-with-24-characters')).toBe(first);
  const { db } = database.connection;
  expect((await authenticate(db, 'first-key-with-24-characters'))?.workspaceId).toBe(first);
  expect((await authenticate(db, 'second-key-with-24-characters'))?.role).toBe('admin');
});

test('another tenant gets an admin and a key of its own', async () => {
  const first = await ensure('first-key-with-24-characters');
  const { db } = database.connection;
  const made = await db.transaction((tx) => createWorkspace(tx, { name: 'other', now }));
  expect(made.workspaceId).not.toBe(first);
  expect(made.key).toMatch(/^pk_[\w-]{43}$/);
  expect(await authenticate(db, made.key)).toMatchObject({
    workspaceId: made.workspaceId,
    role: 'admin',
  });
});

test('a key that was deleted is not added again by the next start', async () => {
  const { db, sql } = database.connection;
  const key = 'a-leaked-key-with-24-characters';
  await ensureAdminKey(db, key, new Date());
  expect(await authenticate(db, key)).not.toBeNull();
  await sql`UPDATE keys SET deleted_at = now() WHERE hash = ${hashKey(key)}`;
  await ensureAdminKey(db, key, new Date());
  expect(await authenticate(db, key)).toBeNull();
});

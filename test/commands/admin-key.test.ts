import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readAdminKey } from '#local/admin-key-file';
import { startTestApp, type TestApp } from '#test/support/test-app';
import { ensureAdminKey } from '#workspaces/ensure-admin-key';
import { toBanner } from '../../src/commands/banner.ts';
import { checkAdminKey } from '../../src/commands/doctor-checks/check-admin-key.ts';
import { explainAdminKey } from '../../src/commands/explain-admin-key.ts';
import { readEnvironment } from '../../src/env.ts';

const GIVEN = 'given-key-with-24-characters';

let t: TestApp;
let dataDir: string;
beforeAll(async () => {
  t = await startTestApp();
  dataDir = await mkdtemp(join(tmpdir(), 'punctual-admin-key-'));
});
afterAll(async () => {
  await t.stop();
  await rm(dataDir, { recursive: true, force: true });
});

const look = (source: NodeJS.ProcessEnv) =>
  checkAdminKey(t.database.connection.db, readEnvironment({ DATA_DIR: dataDir, ...source }));
const ensure = (key: string) => ensureAdminKey(t.database.connection.db, key, new Date());
const expireAll = () => t.database.connection.sql`UPDATE keys SET expires_at = now()`;

test('doctor: a key that is not there, is new, or is an admin’s is nothing to speak of', async () => {
  expect(await look({})).toEqual([]);
  expect(await look({ PUNCTUAL_ADMIN_KEY: GIVEN })).toEqual([]);
  await ensure(GIVEN);
  expect(await look({ PUNCTUAL_ADMIN_KEY: GIVEN })).toEqual([]);
});

test('doctor: one that has expired, ends, or is a user’s is a warning that does not show it', async () => {
  const { sql } = t.database.connection;
  const key = await readAdminKey(dataDir);
  await ensure(key);
  await sql`UPDATE keys SET expires_at = '2999-01-01T00:00:00Z'`;
  const ending = await look({});
  await expireAll();
  const expired = [...(await look({})), ...(await look({ PUNCTUAL_ADMIN_KEY: GIVEN }))];
  await sql`UPDATE keys SET expires_at = NULL`;
  await sql`UPDATE users SET role = 'user'`;
  const demoted = await look({});
  const findings = [...ending, ...expired, ...demoted];
  const path = join(dataDir, 'admin-key');
  expect(findings.map(({ status, detail }) => `${status}: ${detail}`)).toEqual([
    `warn: the key of ${path} ends at 2999-01-01T00:00:00.000Z`,
    `warn: the key of ${path} has expired or was deleted, and opens nothing`,
    'warn: the key of PUNCTUAL_ADMIN_KEY has expired or was deleted, and opens nothing',
    `warn: the key of ${path} acts as a user who is no admin any more`,
  ]);
  expect(findings[1]?.mend).toBe(`remove ${path}: the next start makes another key`);
  expect(findings[2]?.mend).toContain('set PUNCTUAL_ADMIN_KEY to another key');
  expect(JSON.stringify(findings)).not.toContain(key);
});

test('doctor: a file that holds no key is a warning that does not show what it holds', async () => {
  await writeFile(join(dataDir, 'admin-key'), 'pk_short');
  const [finding] = await look({});
  expect(finding).toMatchObject({ part: 'Admin key', status: 'warn' });
  expect(JSON.stringify(finding)).not.toContain('pk_short');
});

test('start prints a key that opens something, with its curl lines, and no other', () => {
  const places = readEnvironment({});
  const at = { apiUrl: 'http://127.0.0.1:3000', temporalUiUrl: null };
  const well = toBanner({ ...at, adminKey: GIVEN, keyProblem: null });
  expect(well.match(/^ {2}curl .*$/gm)).toHaveLength(3);
  expect(well).not.toContain('Warning');
  const keyProblem = explainAdminKey({ kind: 'ended' }, places);
  const dead = toBanner({ ...at, adminKey: null, keyProblem });
  expect(dead).toContain('Admin key    none that opens anything');
  expect(dead).toContain(
    'Warning: the key of .punctual/admin-key has expired or was deleted, and opens nothing.',
  );
  expect(dead).not.toContain('curl');
  expect(dead).not.toContain('npm run demo');
  const demoted = explainAdminKey({ kind: 'demoted' }, places);
  const poor = toBanner({ ...at, adminKey: GIVEN, keyProblem: demoted });
  expect(poor).toContain('Warning: the key of .punctual/admin-key acts as a user');
  expect(poor.split('\n').length).toBeLessThan(24);
});

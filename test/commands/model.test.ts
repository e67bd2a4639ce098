import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { defaultParams } from '#domain/send-time/send-time-params';
import { createTestDatabase, type TestDatabase } from '#test/support/test-database';
import { createWorkspace } from '#workspaces/create-workspace';
import { ensureAdminKey } from '#workspaces/ensure-admin-key';
import { runCommand } from './run-command.ts';

let database: TestDatabase;
let folder: string;
let workspaceId: string;
beforeAll(async () => {
  database = await createTestDatabase();
  const { db } = database.connection;
  workspaceId = await ensureAdminKey(db, 'pk_admin-of-the-first-workspace', new Date());
  folder = await mkdtemp(join(tmpdir(), 'punctual-model-'));
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

async function model(...args: string[]) {
  const command = runCommand(process.cwd(), ['model', ...args], { DATABASE_URL: database.url });
  return { code: await command.exited, output: command.output() };
}
async function write(name: string, text: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, text);
  return file;
}

test('O5: versions are added, listed, shown and promoted from the command line', async () => {
  const shown = await model('show', '--json');
  expect(JSON.parse(shown.output)).toMatchObject({ version: 'shipped-1', params: defaultParams });
  const file = await write('params.json', JSON.stringify({ ...defaultParams, kappa: 20 }));
  const added = await model('add', file, '--note', 'for chats');
  expect(added.output).toMatch(/v1 .*file.*\nIt decides nothing yet/);
  const promoted = await model('promote', 'v1');
  expect(promoted.output).toBe('v1 decides from now on; before, shipped-1 did.\n');
  const again = await model('promote', 'v1', '--json');
  expect(JSON.parse(again.output)).toEqual({ promoted: 'v1', replaced: null });
  const listed = await model('list', '--workspace', workspaceId);
  expect(listed.output).toMatch(/^\* v1 .*\n {2}shipped-1 /);
});

test('O5: fit --add keeps what it found with what it measured, and promotes nothing', async () => {
  const before = await model('show', '--json');
  const lines = Array.from({ length: 12 }, (_, one) =>
    Array.from({ length: 60 }, (__, visit) => {
      const at = Date.UTC(2026, 0, 5, one * 2) + Math.floor(visit * 1.5) * 86_400_000;
      return `someone-${one},${new Date(at).toISOString()},visit`;
    }),
  ).flat();
  const events = await write('events.csv', ['recipient,at,kind', ...lines].join('\n'));
  const fitted = await model('fit', '--events', events, '--add');
  expect(fitted.code).toBe(0);
  const version = /kept as (v\d+); it decides nothing yet/.exec(fitted.output)?.[1] ?? '';
  const shown = JSON.parse((await model('show', version, '--json')).output);
  expect(shown).toMatchObject({ version, promoted: false, origin: 'fit', problems: [] });
  expect(fitted.output).toContain(`hash ${shown.paramsHash}`);
  expect(shown.measures).toMatchObject({
    ...{ events: 720, people: 12, seed: 1, zone: 'UTC' },
    heldOut: { windows: { '24h': { people: 12 } } },
  });
  expect(await model('show', '--json')).toEqual(before);
});

test('O5: fit --add names a workspace that is there, before it fits anything', async () => {
  const events = await write('none.csv', '');
  const nobody = await model('fit', '--events', events, '--add', '--workspace', 'wsp_none');
  expect([nobody.code, nobody.output]).toEqual([1, expect.stringContaining('wsp_none')]);
  const alone = await model('fit', '--events', events, '--workspace', workspaceId);
  expect([alone.code, alone.output]).toEqual([1, expect.stringContaining('goes with --add')]);
});

test('O5: what is wrong ends it with 1 and says what, and nothing changes', async () => {
  const bad = await model('add', await write('bad.json', '{"kappa":"many"}'));
  expect([bad.code, bad.output]).toEqual([1, expect.stringContaining('kappa must')]);
  const garbage = await model('add', await write('garbage.json', '{'));
  expect([garbage.code, garbage.output]).toEqual([1, expect.stringContaining('is not JSON')]);
  const unknown = await model('promote', 'v77');
  expect([unknown.code, unknown.output]).toEqual([1, expect.stringContaining('no version "v77"')]);
  const nobody = await model('show', '--workspace', 'wsp_none');
  expect([nobody.code, nobody.output]).toEqual([1, expect.stringContaining('wsp_none')]);
  const { db } = database.connection;
  await db.transaction((tx) => createWorkspace(tx, { name: 'second', now: new Date() }));
  const several = await model('list');
  expect([several.code, several.output]).toEqual([1, expect.stringContaining('--workspace')]);
});

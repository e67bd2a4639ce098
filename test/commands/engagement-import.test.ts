import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { identifyFile } from '#src/commands/engagement/identify-file';
import { importFile } from '#src/commands/engagement/import-file';
import { eventually } from '#test/support/eventually';
import { startTestApp, type TestApp } from '#test/support/test-app';
import { runCommand } from './run-command.ts';

let t: TestApp;
let folder: string;
let people = 0;
let address: string;

beforeAll(async () => {
  t = await startTestApp();
  folder = await mkdtemp(join(tmpdir(), 'punctual-import-'));
});
afterAll(async () => {
  await t.stop();
  await rm(folder, { recursive: true });
});
beforeEach(() => {
  address = `importer${people++}@example.com`;
});

const environment = () => ({ DATABASE_URL: t.database.url });
const start = (...args: string[]) =>
  runCommand(process.cwd(), ['engagement', 'import', ...args], environment());
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();

async function run(...args: string[]) {
  const command = start(...args);
  const code = await command.exited;
  const output = command.output();
  const line = output.split('\n').find((text) => text.startsWith('{'));
  return { code, output, json: line === undefined ? null : JSON.parse(line) };
}

async function write(name: string, lines: readonly string[], end = '\n'): Promise<string> {
  const path = join(folder, `${people++}-${name}`);
  await writeFile(path, lines.join(end));
  return path;
}

async function countKept(of = address): Promise<number> {
  const { sql } = t.database.connection;
  const rows = await sql`
    SELECT count(*)::int AS count FROM engagement_events WHERE address = ${of}`;
  return rows[0]?.count;
}

describe('O1: punctual engagement import', () => {
  test('takes CSV, tells of bad lines by their numbers, and ends with 2', async () => {
    const path = await write(
      'events.csv',
      [
        '\uFEFFaddress,channel,kind,at,machine,eventId',
        `${address},email,open,${daysAgo(1)},,`,
        `"${address.toUpperCase()}",email,click,${daysAgo(2)},true,"a,""b"`,
        '',
        `${address},email,click,${daysAgo(2)},true,"a,""b"`,
        `${address},email,open`,
        `${address},email,open,${daysAgo(-2)},,`,
        `${address},email,open,${daysAgo(1)},yes,`,
        `"${address},email,open,${daysAgo(1)},,`,
        `${address},email,open,${daysAgo(4_000)},,`,
        `${address},${'x'.repeat(70_000)},open,${daysAgo(1)},,`,
        `${address},email,reply,${daysAgo(3)},false,`,
      ],
      '\r\n',
    );
    const { code, output, json } = await run(path, '--json');
    expect([code, output]).toEqual([2, expect.stringContaining('line 6: ')]);
    expect(json).toMatchObject({
      ...{ received: 10, accepted: 3, duplicates: 1, expired: 1, rejected: 5 },
      workspaceId: t.workspaceId,
      problems: [
        { line: 6, detail: 'the line must have 6 columns, got 3' },
        { line: 7, detail: 'at must be at most 5 minutes ahead' },
        { line: 8, detail: 'machine must be a boolean' },
        { line: 9, detail: 'the line must be CSV, with its quotes closed' },
        { line: 11, detail: 'the line must have at most 65536 bytes' },
      ],
    });
    expect(await countKept()).toBe(3);
    const { sql } = t.database.connection;
    const kinds = await sql`SELECT kind, machine FROM engagement_events
      WHERE address = ${address} ORDER BY at DESC`;
    expect([...kinds]).toEqual([
      { kind: 'open', machine: false },
      { kind: 'click', machine: true },
      { kind: 'reply', machine: false },
    ]);
  });

  test('takes NDJSON, and the same file once, event ids or none, under whatever name', async () => {
    const event = (overrides: object) =>
      JSON.stringify({ address, channel: 'email', kind: 'open', at: daysAgo(1), ...overrides });
    const lines = [event({}), event({ machine: true }), event({ kind: 'reply', eventId: address })];
    const first = await run(await write('events.ndjson', lines), '--json');
    expect(first).toMatchObject({ code: 0, json: { received: 3, accepted: 3, rejected: 0 } });
    const again = await run(await write('renamed.txt', lines), '--json');
    expect(again).toMatchObject({ code: 0, json: { accepted: 3, resumedAfterLine: 3 } });
    expect(await countKept()).toBe(3);
    const twoMore = [...lines, 'no JSON', event({ kind: 'click' }), event({ eventID: 'x' })];
    const other = await run(await write('longer.ndjson', twoMore));
    expect(other.code).toBe(2);
    expect(other.output).toContain('line 4: the line must be JSON');
    expect(other.output).toContain('line 6: eventID is not known here');
    expect(other.output).toMatch(/3 events: 1 accepted, 0 duplicates, 0 expired, 2 rejected;/);
    expect(await countKept()).toBe(4);
  });

  test('of a log that has grown, takes what is new: event ids or none, nothing counts twice', async () => {
    const line = (day: number) => `${address},email,open,${daysAgo(day)}\n`;
    const path = await write('log.csv', ['address,channel,kind,at', line(1) + line(2)]);
    expect((await run(path, '--json')).json).toMatchObject({ received: 2, accepted: 2 });
    // Written while it is imported: the last line is there by half.
    const last = line(4);
    const half = last.slice(0, last.indexOf('email') + 2);
    await appendFile(path, line(3) + half);
    expect((await run(path, '--json')).json).toMatchObject({
      ...{ received: 2, accepted: 1, rejected: 1, resumedAfterLine: 3 },
      problems: [{ line: 5, detail: 'the line must have 4 columns, got 2' }],
    });
    await appendFile(path, last.slice(half.length) + line(5));
    expect((await run(path, '--json')).json).toMatchObject({
      ...{ received: 2, accepted: 2, rejected: 0, resumedAfterLine: 4 },
    });
    expect(await countKept()).toBe(5);
    const changed = await write('log.csv', ['address,channel,kind,at', line(6) + line(2)]);
    expect((await run(changed, '--json')).json).toMatchObject({ received: 2, accepted: 2 });
  });

  test('of a log that grows meanwhile, takes what it is known by', async () => {
    const lines = ['address,channel,kind,at', `${address},email,open,${daysAgo(1)}\n`];
    const path = await write('growing.csv', lines);
    const file = await identifyFile(path);
    await appendFile(path, lines[1] ?? '');
    const { workspaceId } = t;
    const watch = { began: () => {}, went: () => {}, rejected: () => {} };
    const { db } = t.database.connection;
    const end = await importFile(db, { path, file, workspaceId }, watch);
    expect(end).toMatchObject({ byte: file.bytes, received: 1 });
    expect(await importFile(db, { path, file, workspaceId }, watch)).toMatchObject({
      byte: end.byte,
      received: 1,
    });
    expect(await countKept()).toBe(1);
    const grown = await identifyFile(path);
    await importFile(db, { path, file: grown, workspaceId }, watch);
    expect(await countKept()).toBe(2);
  });

  test('tells at most 20 bad lines, and counts all', async () => {
    const path = await write('bad.ndjson', ['{}', ...Array.from({ length: 39 }, () => '?')]);
    const { code, json, output } = await run(path, '--json');
    expect([code, json.rejected, json.problems.length]).toEqual([2, 40, 20]);
    expect(output.match(/^line /gm)).toHaveLength(20);
  });

  test('refuses what it cannot read or place, with 1, and keeps nothing', async () => {
    const good = `${address},email,open,${daysAgo(1)}`;
    const misspelt = await write('misspelt.csv', ['adress,channel,kind,at', good]);
    expect(await run(misspelt)).toMatchObject({
      code: 1,
      output: expect.stringContaining('begin with a line of columns'),
    });
    const missing = await run(join(folder, 'none.csv'));
    expect([missing.code, missing.output]).toEqual([1, expect.stringContaining('ENOENT')]);
    expect((await run(await write('empty.csv', []))).output).toContain('the file is empty');
    const path = await write('good.csv', ['address,channel,kind,at', good]);
    const nobody = await run(path, '--workspace', 'wsp_of_nobody');
    expect([nobody.code, nobody.output]).toEqual([1, expect.stringContaining('is not there')]);
    const { sql } = t.database.connection;
    await t.createWorkspace('second');
    const torn = await run(path);
    expect([torn.code, torn.output]).toEqual([1, expect.stringContaining('--workspace')]);
    expect(await countKept()).toBe(0);
    const [second] = await sql`SELECT id FROM workspaces WHERE name = 'second'`;
    expect((await run(path, '--workspace', second?.id)).code).toBe(0);
    expect((await run(path, '--workspace', t.workspaceId)).code).toBe(0);
    expect(await countKept()).toBe(2);
  });

  test('killed again and again, it goes on where it was: nothing is lost or counts twice', async () => {
    const count = 60_000;
    const lines = Array.from({ length: count }, () => `${address},email,open,${daysAgo(1)}`);
    const path = await write('long.csv', ['address,channel,kind,at', ...lines]);
    const args = [path, '--workspace', t.workspaceId, '--json'];
    let kept = 0;
    for (let kill = 0; kill < 3; kill++) {
      const command = start(...args);
      const more = async () => (await countKept()) > kept;
      await eventually('more events', more, 60_000);
      await command.stop('SIGKILL');
      kept = await countKept();
      expect(kept % 5_000).toBe(0);
    }
    const { code, json } = await run(...args);
    expect(code).toBe(0);
    expect(json).toMatchObject({ received: count, accepted: count });
    expect(json.resumedAfterLine).toBeGreaterThan(1);
    expect(await countKept()).toBe(count);
  });

  test('of two who import the same file at once, its events count once', async () => {
    const lines = Array.from({ length: 20_000 }, () => `${address},email,open,${daysAgo(1)}`);
    const path = await write('shared.csv', ['address,channel,kind,at', ...lines]);
    const args = [path, '--workspace', t.workspaceId];
    const both = await Promise.all([run(...args), run(...args)]);
    expect(both.map(({ code }) => code).sort()[0]).toBe(0);
    for (const { code, output } of both) {
      if (code === 1) expect(output).toContain('imported by another process');
    }
    expect(await countKept()).toBe(20_000);
  });
});

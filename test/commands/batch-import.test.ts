import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inHours } from '#test/support/builders';
import { startCuttableProxy } from '#test/support/cuttable-proxy';
import { eventually } from '#test/support/eventually';
import { listen } from '#test/support/listen';
import { startTestApp, type TestApp } from '#test/support/test-app';
import { runCommand } from './run-command.ts';

let t: TestApp;
let server: { url: string; close(): void };
let folder: string;
let defaults: string;
let files = 0;

beforeAll(async () => {
  t = await startTestApp();
  server = await listen((request) => t.app.fetch(request));
  folder = await mkdtemp(join(tmpdir(), 'punctual-batch-'));
  defaults = join(folder, 'defaults.json');
  const fields = { channel: 'sms', text: 'Hi {{ name | default: "you" }}', sendAt: inHours(1) };
  await writeFile(defaults, JSON.stringify(fields));
});
afterAll(async () => {
  server.close();
  await t.stop();
  await rm(folder, { recursive: true });
});

const start = (args: string[], url = server.url) =>
  runCommand(process.cwd(), ['batch', 'import', '--url', url, ...args], {
    PUNCTUAL_ADMIN_KEY: t.adminKey,
    DATA_DIR: folder,
  });

async function run(...args: string[]) {
  const command = start(args);
  const code = await command.exited;
  const output = command.output();
  const line = output.split('\n').find((text) => text.startsWith('{'));
  return { code, output, json: line === undefined ? null : JSON.parse(line) };
}

async function write(name: string, text: string): Promise<string> {
  const path = join(folder, `${files++}-${name}`);
  await writeFile(path, text);
  return path;
}

const numbers = (count: number) =>
  Array.from({ length: count }, (_, at) => `+1212555${1000 + (at % 8_000)}`);

/** Each line has a name of its own. */
const writeLong = (count: number) => {
  const rows = numbers(count).map((to, at) => `${to},${at}`);
  return write('long.csv', `to,variables.name\n${rows.join('\n')}\n`);
};

/** How many messages a file has, and how many different ones. */
async function countStored(path: string) {
  const { sql } = t.database.connection;
  const [row] = await sql`SELECT count(*)::int AS stored, count(DISTINCT text)::int AS names
    FROM messages WHERE batch_id = (SELECT id FROM batches WHERE name = ${basename(path)})`;
  return { stored: Number(row?.stored), names: Number(row?.names) };
}

describe('B1: punctual batch import', () => {
  test('uploads CSV, closes the batch, tells of bad lines, and ends with 2', async () => {
    const path = await write(
      'f.csv',
      'to,variables.name\n+12125550101,Ana\nnobody,Bo\n+12125550102',
    );
    const first = await run(path, '--defaults', defaults);
    expect([first.code, first.output]).toEqual([
      2,
      expect.stringContaining('line 3: to must be a phone number'),
    ]);
    expect(first.output).toContain('line 4: the line must have 2 columns, got 1');
    expect(first.output).toMatch(/bat_\S+ is running: 1 accepted, 2 rejected;/);
    // The same file is the same batch, and there is nothing left to do.
    const again = await run(path, '--defaults', defaults, '--json');
    expect([again.code, again.output]).toEqual([2, expect.stringContaining('uploaded before')]);
    expect(again.json).toMatchObject({
      ...{ status: 'running', lines: 4, accepted: 1, rejected: 2, resumedAfterLine: 4 },
      rejections: [{ line: 3, code: 'validation_failed' }, { line: 4 }],
    });
    expect(first.output).toContain(again.json.id);
    const other = await run(path, '--defaults', defaults, '--name', 'Again', '--json');
    expect(other.json.id).not.toBe(again.json.id);
    const name = (await t.request(`GET /v1/batches/${other.json.id}`)).json.name;
    expect(name).toBe('Again');
  });

  test('takes NDJSON, a dry run, and allOrNothing', async () => {
    const line = JSON.stringify({ to: '+12125550101', channel: 'sms', text: 'Hello' });
    const path = await write('f.txt', `${line}\n${line}\n{}\n`);
    const shown = await run(path, '--format', 'ndjson', '--dry-run');
    expect(shown.output).toContain('is done (a dry run: no message was stored): 2 accepted');
    const refused = await run(path, '--format', 'ndjson', '--all-or-nothing');
    expect(refused.output).toContain('is canceled (--all-or-nothing: a line was rejected');
    const bad = await run(await write('bad.ndjson', '{}\n{}\n'));
    expect(bad.output).toMatch(/no line is a message\nbat_\S+ is done: 0 accepted, 2 rejected/);
    const dry = await run(path, '--format', 'ndjson', '--dry-run', '--json');
    expect(dry).toMatchObject({ code: 2, json: { status: 'done', accepted: 2, rejected: 1 } });
    const all = await run(path, '--format', 'ndjson', '--all-or-nothing', '--json');
    expect(all).toMatchObject({ code: 2, json: { status: 'canceled', rejected: 1 } });
    const good = await write('f.ndjson', line);
    expect(await run(good, '--json')).toMatchObject({ code: 0, json: { accepted: 1 } });
  });

  test('refuses what it cannot read or place, with 1', async () => {
    const path = await write('f.csv', 'to,colour\n+12125550101,red\n');
    const cases: [string[], string][] = [
      [[path], 'column 2 (colour) is no field of a message'],
      [
        [join(folder, 'none.csv')],
        `${join(folder, 'none.csv')} cannot be read: there is no such file`,
      ],
      [[folder, '--format', 'csv'], `${folder} cannot be read: it is a folder`],
      [[path, '--url', 'localhost'], '--url must be the URL of an instance'],
      [[await write('blank.csv', '\n \r\n\n')], 'the file is empty'],
      [[await write('empty.csv', '')], 'the file is empty'],
      [[await write('f.txt', 'to\n')], '--format must say which'],
      [[path, '--format', 'xml'], '--format must be csv or ndjson'],
      [[path, '--defaults', path], 'the file of --defaults must be JSON'],
    ];
    for (const [args, detail] of cases) {
      const { code, output } = await run(...args);
      expect([code, output]).toEqual([1, expect.stringContaining(detail)]);
    }
    const alien = runCommand(process.cwd(), ['batch', 'import', path, '--url', server.url], {
      PUNCTUAL_ADMIN_KEY: 'pk_nobody-has-this-one-at-all',
    });
    expect([await alien.exited, alien.output()]).toEqual([
      1,
      expect.stringContaining('the API key is unknown'),
    ]);
  });

  test('says at once that nobody answers, and goes on when somebody does', async () => {
    const { hostname, port } = new URL(server.url);
    const proxy = await startCuttableProxy({ host: hostname, port: Number(port) });
    await proxy.cut();
    const line = JSON.stringify({ to: '+12125550101', channel: 'sms', text: 'Late' });
    const command = start([await write('f.ndjson', line)], `http://${proxy.host}:${proxy.port}`);
    await command.untilItSays('does not answer, trying again');
    await proxy.mend();
    expect([await command.exited, command.output()]).toEqual([
      0,
      expect.stringContaining('1 accepted, 0 rejected'),
    ]);
    await proxy.stop();
  });

  test('killed again and again, it goes on where it was: nothing is lost or twice', async () => {
    const count = 8_000;
    const path = await writeLong(count);
    const args = [path, '--defaults', defaults, '--json'];
    let seen = 0;
    for (let kill = 0; kill < 2; kill++) {
      const command = start(args);
      const more = async () => (await countStored(path)).stored > seen;
      await eventually('more messages', more, 60_000);
      await command.stop('SIGKILL');
      seen = (await countStored(path)).stored;
    }
    const { code, json } = await run(...args);
    expect([code, json]).toMatchObject([0, { accepted: count, lines: count + 1 }]);
    expect(json.resumedAfterLine).toBeGreaterThan(1);
    expect(await countStored(path)).toEqual({ stored: count, names: count });
  });

  test('goes on after its connection was cut', async () => {
    const count = 6_000;
    const { hostname, port } = new URL(server.url);
    const proxy = await startCuttableProxy({ host: hostname, port: Number(port) });
    const url = `http://${proxy.host}:${proxy.port}`;
    const path = await writeLong(count);
    const command = start([path, '--defaults', defaults, '--json'], url);
    for (const most of [100, 3_000]) {
      await eventually('messages', async () => (await countStored(path)).stored > most, 60_000);
      await proxy.cut();
      await proxy.mend();
    }
    expect([await command.exited, command.output()]).toEqual([
      0,
      expect.stringContaining(`"accepted":${count}`),
    ]);
    await proxy.stop();
    expect(await countStored(path)).toEqual({ stored: count, names: count });
  });

  test('of two who import the same file at once, both see it whole, and it is there once', async () => {
    const count = 3_000;
    const path = await writeLong(count);
    const args = [path, '--defaults', defaults, '--json'];
    const both = await Promise.all([run(...args), run(...args)]);
    for (const { code, json } of both) expect([code, json?.accepted]).toEqual([0, count]);
    expect(both[0]?.json.id).toBe(both[1]?.json.id);
    expect(await countStored(path)).toEqual({ stored: count, names: count });
  });
});

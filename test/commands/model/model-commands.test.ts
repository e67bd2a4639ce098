import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseSendTimeParams } from '#domain/send-time/parse-send-time-params';
import { defaultParams } from '#domain/send-time/send-time-params';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 86_400_000;
const START_MS = Date.UTC(2026, 0, 5);

let folder: string;
let events: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'punctual-model-'));
  events = await write('events.csv', ['recipient,at,kind', ...toLines(12)].join('\n'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function write(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

/** People who visit within half an hour of their own, two days of three. */
function toLines(people: number): string[] {
  return Array.from({ length: people }, (_, one) =>
    Array.from({ length: 60 }, (__, visit) => {
      const at = new Date(
        START_MS +
          Math.floor(visit * 1.5) * DAY_MS +
          one * 2 * HOUR_MS +
          ((visit * 7) % 25) * MINUTE_MS,
      );
      return `someone-${one}@example.com,${at.toISOString()},visit`;
    }),
  ).flat();
}

/** Runs `punctual model <args>` to its end; stdout and stderr apart. */
async function model(...args: string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts', 'model', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  return { code, out, err };
}

test('O5: backtest --json prints JSON alone, with every figure, and the same bytes twice', async () => {
  const first = await model('backtest', '--events', events, '--json');
  const report = JSON.parse(first.out);
  expect(first.code).toBe(0);
  expect(Object.keys(report).slice(0, 4)).toEqual(['events', 'people', 'decisions', 'windows']);
  expect(report).toMatchObject({ events: 720, people: 12, zone: 'UTC' });
  expect(Object.keys(report.windows)).toEqual(['24h', '48h', '72h']);
  for (const window of [
    ...Object.values(report.windows),
    ...Object.values(report.officeHours.windows),
  ]) {
    expect(window).toMatchObject({
      gatePassShare: expect.any(Number),
      calibrationError: expect.any(Number),
    });
    const { policies } = window as { policies: Record<string, object> };
    expect(Object.keys(policies)).toEqual([
      ...['now', 'fixed', 'curve', 'mostFrequentHour', 'model', 'gated'],
    ]);
    expect(Object.keys(policies.model ?? {})).toEqual([
      ...['hit', 'hit1h', 'liftOverNow', 'liftOverNowCI'],
      ...['liftOverMostFrequentHour', 'liftOverMostFrequentHourCI', 'meanWaitHours'],
    ]);
  }
  expect(report.windows['48h'].policies.model.liftOverNow).toBeGreaterThan(1.5);
  expect(first.err).toContain(`kinds of the log's own count as engagement: "visit" (720)`);
  expect((await model('backtest', '--events', events, '--json')).out).toBe(first.out);
});

test('O5: backtest prints tables, and plots that can be read out', async () => {
  const plots = join(folder, 'new', 'plots');
  const { code, out } = await model('backtest', '--events', events, '--plots', plots);
  expect(code).toBe(0);
  expect(out).toContain('Messages accepted at any hour');
  expect(out).toContain('most frequent hour');
  expect(out).not.toMatch(/NaN|undefined|someone-/);
  expect((await readdir(plots)).sort()).toEqual(['calibration.svg', 'lift.svg', 'week.svg']);
  for (const name of await readdir(plots)) {
    const svg = await readFile(join(plots, name), 'utf8');
    expect(svg).toMatch(/<svg [^>]*role="img"[^>]*>\s*<title id="title">[^<]+<\/title><desc/);
    expect(svg).not.toMatch(/NaN|undefined/);
  }
});

test('O5: bad lines are counted, the first few told by position and reason, the rest go on', async () => {
  const bad = [
    ...['a,yesterday,open', 'a,2026-01-05T10:00,open', ',1767600000,open', 'a,1767600000,'],
    ...['a,1767600000', 'a,9999-01-01T00:00:00Z,open', '"a,1767600000,open'],
    'a,1767600000,open,perhaps',
  ];
  const good = [
    ...[
      '"b, with a comma",1767600000,OPEN,true',
      'b,1767600000123,click',
      'b,2026-01-05T10:00:00+09:00,sent',
    ],
    '{"recipient":"c","at":1767600000,"kind":"reply"}',
  ];
  const path = await write('bad.csv', `\uFEFF${[...good, ...bad, '', ...toLines(6)].join('\r\n')}`);
  const { code, out, err } = await model('backtest', '--events', path, '--json');
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    events: 364,
    people: 6,
    log: { badLines: 8, sends: 1, recipients: 9 },
  });
  expect(err).toContain('line 6 has an at without an offset: left out');
  expect(err).toContain('line 9 must have recipient, at and kind: left out');
  expect(err).toContain('8 bad lines were left out in all');
  expect(err.match(/: left out$/gm)).toHaveLength(5);
  expect(err).not.toContain('comma');
});

test('O5: columns come in the order of the header, lines in any', async () => {
  const shuffled = toLines(4).map((line) => line.split(',').reverse().join(','));
  const path = await write('turned.csv', ['kind,at,recipient', ...shuffled.reverse()].join('\n'));
  const { out } = await model('backtest', '--events', path, '--json');
  expect(JSON.parse(out)).toMatchObject({ events: 240, people: 4, log: { badLines: 0 } });
});

test('O5: an empty file, and one with nobody to judge, are told, not a failure', async () => {
  const { code, out, err } = await model(
    'backtest',
    '--events',
    await write('empty.csv', ''),
    '--json',
  );
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ events: 0, people: 0, decisions: 0 });
  expect(err).toContain('nothing can be judged');
});

test.each([
  [['backtest'], "required option '--events <file>' not specified"],
  [['backtest', '--events', 'no-such-file.csv'], 'no-such-file.csv'],
  [
    ['backtest', '--events', 'x.csv', '--zone', 'Mars/Base'],
    '--zone must be an IANA time zone, got "Mars/Base"',
  ],
  [
    ['fit', '--events', 'x.csv', '--seed', '-1'],
    '--seed must be a whole number from 0 to 4294967295, got "-1"',
  ],
  [['compare', 'default', 'no-such-document', '--events', 'x.csv'], 'no-such-document'],
])('O5: %j says what is wrong', async (args, message) => {
  const { code, out, err } = await model(...args);
  expect(code).toBe(1);
  expect(out).toBe('');
  expect(err).toContain(message);
});

test('O5: fit writes a document that compare takes, and promotes nothing', async () => {
  const document = join(folder, 'fitted.json');
  const { code, out, err } = await model('fit', '--events', events, '--out', document, '--json');
  expect(code).toBe(0);
  const { params, paramsHash, heldOut } = JSON.parse(out);
  expect(JSON.parse(await readFile(document, 'utf8'))).toEqual(params);
  expect(parseSendTimeParams(params).kind).toBe('params');
  expect(paramsHash).toMatch(/^[0-9a-f]{16}$/);
  expect(heldOut.windows['24h'].people).toBe(12);
  expect(err).toContain('nothing uses it yet');
  const compared = await model('compare', 'default', document, '--events', events, '--json');
  expect(JSON.parse(compared.out)).toMatchObject({
    b: { paramsHash },
    windows: { '24h': { gated: { difference: expect.any(Number) } } },
  });
});

test('O5: compare takes no document with mistakes, and tells all of them', async () => {
  const path = await write('wrong.json', JSON.stringify({ ...defaultParams, tau: 7, extra: 1 }));
  const { code, err } = await model('compare', 'default', path, '--events', events);
  expect(code).toBe(1);
  expect(err).toContain('tau must be from 0.5 to 1, got 7');
  expect(err).toContain('extra is not a parameter');
});

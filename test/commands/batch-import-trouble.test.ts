import { truncateSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { importBatch } from '../../src/commands/batch/import-batch.ts';

const url = 'http://punctual.test';
const content = 'to,text\n+12125550101,Hello\n';
let folder: string;
let path: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'punctual-trouble-'));
  path = join(folder, 'f.csv');
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(async () => {
  await writeFile(path, content);
  vi.stubEnv('PUNCTUAL_ADMIN_KEY', 'pk_000000000000000000000000');
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
});

type Answer = (request: string, body: unknown) => Response;

/** Imports the file into an instance that answers so. What it said, and what it came to. */
async function importInto(answer: Answer) {
  const requests: string[] = [];
  const triedMs: number[] = [];
  const fetch = async (input: string, init: RequestInit) => {
    const request = `${init.method} ${input.slice(url.length)}`;
    requests.push(request);
    triedMs.push(Date.now());
    return answer(request, init.body);
  };
  vi.stubGlobal('fetch', fetch);
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  let end: { code: number } | { error: unknown } | undefined;
  importBatch(path, { url }).then(
    (code) => (end = { code }),
    (error: unknown) => (end = { error }),
  );
  while (!end) {
    await setImmediate();
    await vi.advanceTimersByTimeAsync(100);
  }
  const said = write.mock.calls.map(([text]) => String(text)).join('');
  const tookMs = (triedMs.at(-1) ?? 0) - (triedMs[0] ?? 0);
  return { said, end, requests, tookMs };
}

const problem = (status: number, code: string, detail: string) =>
  Response.json({ code, detail }, { status });

/** An instance that takes what it is sent. */
function createInstance() {
  let offset = 0;
  const batch = (status: string) => {
    const upload = { offset, lines: 1, accepted: 1, rejected: 0 };
    return Response.json({ id: 'bat_1', status, upload });
  };
  return (request: string, body: unknown): Response => {
    if (request.startsWith('GET /v1/batches/bat_1/rejections')) {
      return Response.json({ data: [], nextCursor: null });
    }
    if (!request.startsWith('PUT')) return batch(request.endsWith('/close') ? 'running' : 'open');
    offset += (body as Uint8Array).length;
    return Response.json({ id: 'bat_1', offset, lines: 1, rejections: [] });
  };
}

describe('B1: punctual batch import, beside an instance in trouble', () => {
  test.each<[string, () => Response, string]>([
    [
      'that nobody starts',
      () => {
        throw new TypeError('fetch failed');
      },
      `${url} does not answer`,
    ],
    [
      'without its database',
      () => problem(503, 'unavailable', 'the database is away'),
      `${url} is not well: the database is away`,
    ],
    [
      'behind a proxy that does not reach it',
      () => new Response('<html>', { status: 502 }),
      `${url} is not well: the answer (HTTP 502) is none of Punctual's`,
    ],
  ])('%s, says so once, and gives up after two minutes', async (_name, answer, trouble) => {
    const { said, end, requests, tookMs } = await importInto(answer);
    expect(said).toBe(`${trouble}, trying again\n`);
    expect(end).toEqual({
      error: new Error(`${trouble}; run this again: it goes on where it was`),
    });
    expect(requests.length).toBeGreaterThan(10);
    expect(tookMs).toBeGreaterThanOrEqual(110_000);
    expect(tookMs).toBeLessThanOrEqual(120_000);
  });

  test('that is well again goes on, and tells of the next trouble anew', async () => {
    const instance = createInstance();
    const seen = new Set<string>();
    const { said, end } = await importInto((request, body) => {
      if (request.startsWith('GET') || seen.has(request)) return instance(request, body);
      seen.add(request);
      throw new TypeError('fetch failed');
    });
    expect(end).toEqual({ code: 0 });
    // To open, to upload, to close.
    const troubles = said.split('\n').filter((line) => line.endsWith('again'));
    expect(troubles).toEqual(Array(3).fill(`${url} does not answer, trying again`));
  });

  test.each([404, 200])('what is no instance is told at once (%d)', async (status) => {
    const { said, end, requests } = await importInto(() => new Response('<html>', { status }));
    expect([said, requests]).toEqual(['', ['POST /v1/batches']]);
    expect(end).toMatchObject({
      error: { message: `the answer (HTTP ${status}) is none of Punctual's` },
    });
  });

  test('a refused line cancels the batch; another refusal does not', async () => {
    const refuse = async (status: number) => {
      const instance = createInstance();
      const { end, requests } = await importInto((request, body) =>
        request.startsWith('PUT') ? problem(status, 'x', 'it is refused') : instance(request, body),
      );
      expect(end).toMatchObject({ error: { message: 'it is refused' } });
      return requests.at(-1);
    };
    expect(await refuse(422)).toBe('POST /v1/batches/bat_1/cancel');
    expect(await refuse(401)).toMatch(/^PUT /);
  });

  test('a file that is cut meanwhile is an error, and its batch stays open', async () => {
    const instance = createInstance();
    const { end, requests } = await importInto((request, body) => {
      if (request === 'POST /v1/batches') truncateSync(path, 12);
      return instance(request, body);
    });
    const message = `the source ended at byte 12 of ${content.length}: it became shorter while it was read`;
    expect(end).toMatchObject({ error: { message } });
    expect(requests.filter((each) => /close|cancel/.test(each))).toEqual([]);
  });

  test('of a file that grows meanwhile goes what there was', async () => {
    const instance = createInstance();
    let sent = 0;
    const { end } = await importInto((request, body) => {
      if (request === 'POST /v1/batches') writeFileSync(path, content + content);
      if (request.startsWith('PUT')) sent += (body as Uint8Array).length;
      return instance(request, body);
    });
    expect([end, sent]).toEqual([{ code: 0 }, content.length]);
  });
});

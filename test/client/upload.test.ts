import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPunctual } from '../../src/client/create-punctual.ts';

const PIECE = 262_144;

/** Takes an upload as the API does, and can lose what it took, or its answer. */
function createServer(
  trouble: (request: number) => 'none' | 'half' | 'lost' | 'refused' = () => 'none',
) {
  let taken = Buffer.alloc(0);
  let requests = 0;
  const state = () => ({
    offset: taken.length,
    lines: taken.filter((byte) => byte === 10).length,
    accepted: 0,
    rejected: 0,
    rejections: [],
  });
  const fetch: typeof globalThis.fetch = async (url, init) => {
    const { pathname, searchParams } = new URL(String(url));
    if (init?.method === 'GET') return Response.json({ id: 'bat_1', upload: state() });
    expect(pathname).toBe('/v1/batches/bat_1/lines');
    expect(new Headers(init?.headers).get('Content-Type')).toBe('application/x-ndjson');
    if (Number(searchParams.get('offset')) !== taken.length) {
      const problem = {
        code: 'offset_mismatch',
        detail: 'it stands elsewhere',
        offset: taken.length,
      };
      return Response.json(problem, { status: 409 });
    }
    const body = Buffer.from(init?.body as Uint8Array);
    const what = trouble(++requests);
    if (what !== 'refused') {
      taken = Buffer.concat([taken, what === 'half' ? body.subarray(0, body.length / 2) : body]);
    }
    if (what === 'none') return Response.json(state());
    throw new TypeError('fetch failed');
  };
  const punctual = createPunctual({ url: 'http://x', key: 'k', fetch, maxTries: 2 });
  return { punctual, read: () => taken, restart: () => (taken = taken.subarray(0, 5)) };
}

const upload = (server: ReturnType<typeof createServer>, source: never) =>
  server.punctual.batches.upload('bat_1', source, { format: 'ndjson' });

test('B1: an upload arrives whole, whatever was cut, in pieces of any source', async () => {
  const content = Buffer.alloc(3 * PIECE + 17, 'line of text\n');
  async function* stream() {
    for (let at = 0; at < content.length; at += 100_003) yield content.subarray(at, at + 100_003);
  }
  for (const trouble of ['none', 'half', 'lost', 'refused'] as const) {
    const server = createServer((request) => (request % 2 === 0 ? trouble : 'none'));
    const heard: number[] = [];
    const options = {
      format: 'ndjson' as const,
      onProgress: (it: { offset: number }) => heard.push(it.offset),
    };
    const done = await server.punctual.batches.upload('bat_1', stream(), options);
    expect(server.read().equals(content), trouble).toBe(true);
    expect([done.offset, done.lines]).toEqual([content.length, Math.floor(content.length / 13)]);
    expect(heard).toEqual([...new Set(heard)].sort((a, b) => a - b));
  }
});

test('B1: an upload that was begun by another call goes on where it stands', async () => {
  const content = Buffer.alloc(2 * PIECE, 'abc\n');
  const server = createServer((request) => (request > 1 && request < 4 ? 'refused' : 'none'));
  await expect(upload(server, content as never)).rejects.toMatchObject({ code: 'network_error' });
  expect(server.read().length).toBe(PIECE);
  await upload(server, content as never);
  expect(server.read().equals(content)).toBe(true);
  // And with nothing left to send it says how far it is.
  expect(await upload(server, content as never)).toMatchObject({ offset: content.length });
});

test('a source that can be opened again is, when the server stands before it', async () => {
  const content = Buffer.alloc(2 * PIECE, 'abc\n');
  for (const open of [false, true]) {
    const server: ReturnType<typeof createServer> = createServer((request) => {
      if (request === 2) server.restart();
      return request === 2 ? 'refused' : 'none';
    });
    const call = upload(server, (open ? () => content : content) as never);
    if (open) await call;
    else await expect(call).rejects.toMatchObject({ code: 'offset_mismatch' });
    expect(server.read().equals(content)).toBe(open);
  }
});

test('B1: what can be opened at any byte is read and sent from where the upload stands', async () => {
  const content = Buffer.alloc(4 * PIECE, 'abc\n');
  const server: ReturnType<typeof createServer> = createServer((request) => {
    if (request === 4) server.restart();
    return request === 4 ? 'refused' : 'none';
  });
  await upload(server, content.subarray(0, PIECE) as never);
  const opened: number[] = [];
  const openAt = (offset: number) => {
    opened.push(offset);
    return content.subarray(offset);
  };
  for (let times = 0; times < 2; times++) {
    expect(await upload(server, { bytes: content.length, openAt } as never)).toMatchObject({
      offset: content.length,
    });
  }
  expect(server.read().equals(content)).toBe(true);
  // Where it stood, and where it stood after it had lost some.
  expect(opened).toEqual([PIECE, 5]);
});

test('B1: an upload that stands beyond the end of its source is of another source', async () => {
  const server = createServer();
  await upload(server, 'abc\ndef\n' as never);
  for (const shorter of ['abc\n', '']) {
    const bytes = shorter.length;
    for (const source of [shorter, { bytes, openAt: () => shorter }]) {
      await expect(upload(server, source as never)).rejects.toMatchObject({
        code: 'offset_mismatch',
        message: `the upload stands at byte 8, and the source ends at ${bytes}`,
      });
    }
  }
  expect(server.read().toString()).toBe('abc\ndef\n');
});

test('B1: of a source that grows goes what there was; of one that shrinks it is told', async () => {
  const server = createServer();
  const content = Buffer.alloc(PIECE + 17, 'line of text\n');
  const openAt = (offset: number) => content.subarray(offset);
  const bytes = content.length - 7;
  expect(await upload(server, { bytes, openAt } as never)).toMatchObject({ offset: bytes });
  expect(server.read().equals(content.subarray(0, bytes))).toBe(true);
  const longer = { bytes: content.length + 7, openAt };
  await expect(upload(server, longer as never)).rejects.toMatchObject({
    code: 'offset_mismatch',
    message: `the source ended at byte ${content.length} of ${longer.bytes}: it became shorter while it was read`,
  });
  for (const nonsense of [-1, 0.5, Number.NaN]) {
    await expect(upload(server, { bytes: nonsense, openAt } as never)).rejects.toThrow(TypeError);
  }
});

test('text of any script arrives as UTF-8, however it is cut', async () => {
  const parts = fc.array(fc.string({ unit: 'grapheme' }));
  await fc.assert(
    fc.asyncProperty(parts, async (all) => {
      const server = createServer();
      await upload(server, all as never);
      expect(server.read().toString()).toBe(all.join(''));
    }),
    { numRuns: 50 },
  );
});

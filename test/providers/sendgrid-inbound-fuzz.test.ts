import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { InboundEmailReading } from '#domain/receipt-reader';
import { createSendgridInbound } from '#providers/sendgrid-inbound';
import { toInboundForm } from '#test/support/fakes/inbound-mail';
import { mails } from './mails.ts';

const RUNS = 300;
const MEGABYTE = 1_048_576;
const secret = 'a-secret-of-Inbound-Parse';
const reader = createSendgridInbound({ secret });
const good = Object.values(mails).map(toInboundForm);

async function* inPieces(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const read = (contentType: string, bytes: Uint8Array, size = 4_096) =>
  reader.read({ secret, contentType, body: inPieces(bytes, size) });

/** Nothing else can come of it, and whatever is kept is what PostgreSQL can hold. */
function expectSound(reading: InboundEmailReading): void {
  expect(['unreadable', 'reports']).toContain(reading.kind);
  if (reading.kind !== 'reports') return;
  for (const reply of reading.reports.replies) {
    expect(JSON.stringify(reply)).not.toContain('\\u0000');
    expect(reply.from.length).toBeLessThanOrEqual(254);
    expect(reply.to.length).toBeLessThanOrEqual(200);
    expect(reply.threadIds?.length).toBeLessThanOrEqual(50);
    for (const id of reply.threadIds ?? []) expect(id).toMatch(/^<[^<>\s]+@[^<>\s]+>$/);
    for (const text of [reply.text, reply.html]) {
      expect((text ?? '').length).toBeLessThanOrEqual(MEGABYTE);
    }
  }
}

const anyForm = fc.constantFrom(...good);
const anySize = fc.integer({ min: 1, max: 5_000 });

describe('a request to Inbound Parse', () => {
  test('of arbitrary bytes is unreadable', async () => {
    const types = fc.oneof(
      fc.constantFrom('multipart/form-data; boundary=x', 'multipart/form-data; boundary=""'),
      fc.constantFrom('multipart/form-data', 'application/x-www-form-urlencoded', 'text/plain', ''),
      fc.string().map((boundary) => `multipart/form-data; boundary=${boundary}`),
      fc.string({ unit: 'binary' }),
    );
    await fc.assert(
      fc.asyncProperty(
        types,
        fc.uint8Array({ maxLength: 2_000 }),
        anySize,
        async (type, bytes, size) => {
          expect((await read(type, bytes, size)).kind).toBe('unreadable');
        },
      ),
      { numRuns: RUNS },
    );
  });

  test('cut off anywhere is unreadable, whole it is read, in pieces of any size', async () => {
    await fc.assert(
      fc.asyncProperty(anyForm, fc.nat(), anySize, async ({ contentType, body }, cut, size) => {
        const end = cut % (body.length - '--\r\n'.length);
        expect((await read(contentType, body.subarray(0, end), size)).kind).toBe('unreadable');
        expect(await read(contentType, body, size)).toMatchObject({
          reports: { replies: [{ channel: 'email' }] },
        });
      }),
      { numRuns: RUNS },
    );
  });

  test('with bytes changed is read or not, and never worse', async () => {
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(anyForm, changes, anySize, async ({ contentType, body }, made, size) => {
        const changed = Buffer.from(body);
        for (const [at, byte] of made) changed[at % changed.length] = byte;
        expectSound(await read(contentType, changed, size));
      }),
      { numRuns: RUNS },
    );
  });

  test('with any texts, in any charsets, is read', async () => {
    const label = fc.oneof(
      fc.constantFrom('utf-16le', 'utf-16be', 'iso-2022-kr', 'x-user-defined', 'base64', 'hex'),
      fc.string(),
    );
    const bytes = fc.uint8Array({ maxLength: 500 }).map((array) => Buffer.from(array));
    await fc.assert(
      fc.asyncProperty(label, bytes, bytes, async (charset, text, header) => {
        const { contentType, body } = toInboundForm({
          ...{
            from: 'ana@example.org',
            to: 'desk@example.com',
            subject: header.toString('latin1'),
          },
          ...{ text, html: text, headers: header.toString('latin1') },
          charsets: { text: charset, html: charset, subject: charset, headers: charset },
        });
        const reading = await read(contentType, body);
        expect(reading.kind).toBe('reports');
        expectSound(reading);
      }),
      { numRuns: RUNS },
    );
  });

  test('with a field that is no JSON, or another JSON, is read or not', async () => {
    await fc.assert(
      fc.asyncProperty(fc.json(), fc.json(), async (envelope, charsets) => {
        const body = toForm({ from: 'ana@example.org', text: 'x', envelope, charsets });
        expectSound(await read('multipart/form-data; boundary=b', body));
      }),
      { numRuns: RUNS },
    );
  });
});

describe('a request of a size that nobody needs', () => {
  const envelope = '{"to":["desk@example.com"],"from":"ana@example.org"}';
  const known = { from: 'ana@example.org', envelope, text: 'Yes' };
  const timed = async (fields: Iterable<readonly [string, string]>) => {
    const startedMs = performance.now();
    const reading = await read('multipart/form-data; boundary=b', toForm(fields), 65_536);
    expect(performance.now() - startedMs).toBeLessThan(10_000);
    return reading;
  };

  test('10,000 fields: the first hundred are looked at', async () => {
    const many = Array.from({ length: 10_000 }, (_, index) => [`x${index}`, 'y'] as const);
    const reading = await timed([...Object.entries(known), ...many]);
    expect(reading).toMatchObject({ reports: { replies: [{ text: 'Yes' }] } });
    expect((await timed([...many, ...Object.entries(known)])).kind).toBe('unreadable');
  });

  test('10,000 fields of one name: the first counts', async () => {
    const many = Array.from({ length: 10_000 }, () => ['text', 'No'] as const);
    const reading = await timed([...Object.entries(known), ...many]);
    expect(reading).toMatchObject({ reports: { replies: [{ text: 'Yes' }] } });
  });

  test.each([
    ['a million fields', 'A: b\n'],
    ['one folded line', 'References:\n <a@x>'],
    ['one long word', 'x'],
    ['nothing but line ends', '\n'],
    ['nothing but blanks', '\r\n '],
    ['Message-IDs', 'References: <a@b> <'],
    ['no Message-IDs', 'Message-ID: <<<<@@@@@\n'],
  ])('a header of %s', async (_what, piece) => {
    const headers = piece.repeat((4 * MEGABYTE) / piece.length);
    expectSound(await timed(Object.entries({ ...known, headers })));
  });

  test.each(['<', '"', '(', 'a@b,', '\\"', '@'])(
    'a megabyte of %j in From and To',
    async (piece) => {
      const field = piece.repeat(MEGABYTE / piece.length);
      expectSound(await timed(Object.entries({ ...known, from: field, to: field, cc: field })));
    },
  );

  test('parts with headers without end are unreadable', async () => {
    const body = Buffer.from(`--b\r\n${'X-A: b\r\n'.repeat(200_000)}`);
    expect((await read('multipart/form-data; boundary=b', body)).kind).toBe('unreadable');
    const boundary = 'b'.repeat(15_000);
    const hostile = Buffer.from(`\r\n--${boundary.slice(1)}`.repeat(50));
    expect((await read(`multipart/form-data; boundary=${boundary}`, hostile)).kind).toBe(
      'unreadable',
    );
  });
});

function toForm(fields: Iterable<readonly [string, string]> | Record<string, string>): Buffer {
  const pairs = Symbol.iterator in fields ? [...fields] : Object.entries(fields);
  const parts = pairs.map(
    ([name, value]) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return Buffer.from(`${parts.join('')}--b--\r\n`);
}

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '#test/support/eventually';
import { startTestApp, type TestApp } from '#test/support/test-app';
import { CSV, NDJSON, openBatch, putLines, rejectionsOf, storedOf } from '#test/support/uploads';

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
});
afterAll(() => t.stop());

const csv = [
  '\uFEFFto,"text",variables.name',
  '+12125550101,Grüße,Ana',
  '',
  '"+12125550102","two',
  'lines, ""quoted"" 👋",',
  'nobody,"x",',
  '+12125550103,"open"quote,Bo',
  '+12125550104,{{ name }},Zoë',
  '+12125550105,last,',
].join('\r\n');
const ndjson = [
  JSON.stringify({ to: '+12125550101', text: 'Grüße 👋' }),
  '',
  '{"to":"+12125550102"',
  JSON.stringify({ to: '+12125550103', text: 'a\nb' }),
  JSON.stringify({ to: 'nobody' }),
  JSON.stringify({ to: '+12125550104' }),
].join('\n');

/** A request with a body that comes in pieces, and is broken off after them or not. */
async function putPieces(
  id: string,
  {
    offset,
    type,
    pieces,
    breaks,
  }: { offset: number; type: string; pieces: Uint8Array[]; breaks: boolean },
): Promise<number> {
  const left = [...pieces];
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const piece = left.shift();
      if (piece) controller.enqueue(piece);
      else if (breaks) controller.error(new Error('cut'));
      else controller.close();
    },
  });
  const headers = { Authorization: `Bearer ${t.adminKey}`, 'Content-Type': type };
  const init = { method: 'PUT', headers, body, duplex: 'half' as const };
  return (await t.app.request(`/v1/batches/${id}/lines?offset=${offset}`, init)).status;
}

async function resultOf(id: string) {
  const { json } = await t.request(`GET /v1/batches/${id}`);
  return { upload: json.upload, messages: await storedOf(t, id), told: await rejectionsOf(t, id) };
}

describe.each([
  [CSV, csv],
  [NDJSON, ndjson],
])('B1: an upload of %s', (type, file) => {
  const bytes = Buffer.from(file);
  const whole = async (end: string) => {
    const id = await openBatch(t);
    await putLines(t, id, { bytes: file + end, type });
    await t.request(`POST /v1/batches/${id}/close`);
    return resultOf(id);
  };

  test('is the same with and without an end of its last line', async () => {
    const [without, withEnd] = [await whole(''), await whole('\n')];
    expect(without.messages.length).toBeGreaterThan(2);
    expect([without.messages, without.told]).toEqual([withEnd.messages, withEnd.told]);
    expect(without.upload.lines).toBe(withEnd.upload.lines);
  });

  test('cut anywhere, into any requests, some of them broken off, is the same as in one', async () => {
    const expected = await whole('');
    const cut = fc.record({
      at: fc.integer({ min: 1, max: bytes.length }),
      breaks: fc.boolean(),
      isPiece: fc.boolean(),
    });
    const check = async (cuts: { at: number; breaks: boolean; isPiece: boolean }[]) => {
      const id = await openBatch(t);
      const ends = [...cuts].sort((a, b) => a.at - b.at);
      let pieces: Uint8Array[] = [];
      let [offset, begun] = [0, 0];
      for (const { at, breaks, isPiece } of [
        ...ends,
        { at: bytes.length, breaks: false, isPiece: false },
      ]) {
        pieces.push(bytes.subarray(begun, at));
        begun = at;
        if (isPiece) continue;
        expect(await putPieces(id, { offset, type, pieces, breaks })).toBe(breaks ? 400 : 200);
        pieces = [];
        offset = (await t.request(`GET /v1/batches/${id}`)).json.upload.offset;
        expect(offset).toBe(at);
      }
      await t.request(`POST /v1/batches/${id}/close`);
      expect(await resultOf(id)).toEqual(expected);
    };
    await fc.assert(fc.asyncProperty(fc.array(cut, { maxLength: 12 }), check), { numRuns: 40 });
  });
});

describe('B1: two uploads at once', () => {
  test('from the same byte: each line is taken once, and who is not taken hears where it stands', async () => {
    const id = await openBatch(t);
    const bytes = `to\n${Array.from({ length: 1_000 }, (_, at) => `+1212555${1000 + at}`).join('\n')}\n`;
    const both = await Promise.all([putLines(t, id, { bytes }), putLines(t, id, { bytes })]);
    const [won, lost] = both.sort((a, b) => a.status - b.status);
    expect([lost?.status, lost?.json.code]).toEqual([409, 'offset_mismatch']);
    expect(lost?.json.offset).toBeGreaterThan(0);
    const from = won?.json.offset;
    // One that came when the other was at work stopped it.
    const rest = await putLines(t, id, { bytes: bytes.slice(from), offset: from });
    expect(rest.json).toMatchObject({ offset: bytes.length, accepted: 1_000 });
    expect((await storedOf(t, id)).length).toBe(1_000);
    const again = await putLines(t, id, { bytes, offset: 0 });
    expect([again.status, again.json.offset]).toEqual([409, bytes.length]);
    const past = await putLines(t, id, { bytes, offset: bytes.length + 1 });
    expect([past.status, past.json.offset]).toEqual([409, bytes.length]);
  });

  test('the one that hangs does not keep another from going on', async () => {
    const id = await openBatch(t);
    const rows = Array.from({ length: 400 }, (_, at) => `+1212555${1000 + at}\n`);
    let hang: ReadableStreamDefaultController<Uint8Array> | undefined;
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(Buffer.from(`to\n${rows.join('')}+1212555`));
        hang = controller;
      },
    });
    const headers = { Authorization: `Bearer ${t.adminKey}`, 'Content-Type': CSV };
    const init = { method: 'PUT', headers, body, duplex: 'half' as const };
    const hanging = t.app.request(`/v1/batches/${id}/lines?offset=0`, init);
    const offset = await eventually('what came taken', async () => {
      const { upload } = (await t.request(`GET /v1/batches/${id}`)).json;
      return upload.accepted === 400 && upload.offset;
    });
    const answer = await putLines(t, id, { bytes: '+12125550199\n', offset });
    expect([answer.status, answer.json.accepted]).toEqual([200, 401]);
    hang?.enqueue(Buffer.from('0199\n'));
    hang?.close();
    expect((await hanging).status).toBe(409);
    expect((await storedOf(t, id)).length).toBe(401);
  });

  test('and a close: what was taken before it counts, what comes after is refused', async () => {
    const id = await openBatch(t);
    const bytes = `to\n${Array.from({ length: 900 }, (_, at) => `+1212555${1000 + at}`).join('\n')}\n`;
    const [put, close, other] = await Promise.all([
      putLines(t, id, { bytes }),
      t.request(`POST /v1/batches/${id}/close`),
      t.request(`POST /v1/batches/${id}/close`),
    ]);
    expect([close.status, other.status]).toEqual([200, 200]);
    expect([200, 409]).toContain(put.status);
    const { json } = await t.request(`GET /v1/batches/${id}`);
    expect(json.upload?.accepted ?? 0).toBe(json.total);
    const { sql } = t.database.connection;
    const events = await sql`SELECT kind FROM batch_events WHERE batch_id = ${id}`;
    expect(events.length).toBe(1);
  });
});

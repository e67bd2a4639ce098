import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '#test/support/test-app';
import { CSV, NDJSON, openBatch, putLines, rejectionsOf } from '#test/support/uploads';

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
});
afterAll(() => t.stop());

const row = 'to\n+12125550101\n';
const uploadOf = async (batchId: string) =>
  (await t.request(`GET /v1/batches/${batchId}`)).json.upload;

describe('B1: a line', () => {
  test('of the wrong number of cells, of bad UTF-8, or with a quote that is none, is rejected', async () => {
    const batch = await openBatch(t);
    const bytes = Buffer.concat([
      Buffer.from('to,text\n+12125550101\n+12125550101,a,b\n+12125550101,'),
      Buffer.from([0xc3, 0x28, 0x0a]),
      Buffer.from('+12125550101,5" wide\n+12125550101,a\u0000b\n,\n+12125550101,good\n'),
    ]);
    const { json } = await putLines(t, batch, { bytes });
    const told = json.rejections.map((it: { line: number; detail: string }) => [
      it.line,
      it.detail,
    ]);
    expect(told).toEqual([
      [2, 'the line must have 2 columns, got 1'],
      [3, 'the line must have 2 columns, got 3'],
      [4, 'the line must be UTF-8'],
      [5, 'the line must be CSV, with its quotes closed'],
      [6, expect.stringContaining('NUL')],
      [7, 'to or contactId is required'],
    ]);
    expect(json.accepted).toBe(1);
  });

  test('of a megabyte is taken; of one more byte it is rejected, and what follows is taken', async () => {
    const batch = await openBatch(t, { defaults: { channel: 'email', subject: 'x', text: 'x' } });
    const line = (size: number) => {
      const [head, tail] = ['{"to":"a@example.com","metadata":{"a":"', '"}}\n'];
      return head + 'a'.repeat(size - head.length - tail.length) + tail;
    };
    const bytes = line(100) + line(1_048_576) + line(1_048_577) + line(100);
    const { json } = await putLines(t, batch, { bytes, type: NDJSON });
    const { offset, lines, accepted } = json;
    expect({ offset, lines, accepted }).toEqual({ offset: bytes.length, lines: 4, accepted: 2 });
    expect(json.rejections.slice(1)).toEqual([
      {
        line: 3,
        code: 'validation_failed',
        detail: 'the line must have at most 1048576 bytes',
      },
    ]);
  });

  test.each([
    ['NDJSON', NDJSON, '{"to":"+12125550101"}\n', `{"a":"${'a'.repeat(1_500_000)}"}\n`, 2],
    ['CSV', CSV, 'to\n+12125550101\n', `"${'a""b\n'.repeat(300_000)}"\n`, 300_003],
  ])('of %s that is too long is skipped over any requests', async (_, type, first, long, lines) => {
    const batch = await openBatch(t);
    const bytes = first + long + first.split('\n').at(-2);
    let offset = 0;
    for (const cut of [10, 1_100_000, 1_100_001, 1_300_000, first.length + long.length, 1e9]) {
      const piece = bytes.slice(offset, cut);
      offset = (await putLines(t, batch, { bytes: piece, offset, type })).json.offset;
      expect(offset).toBe(Math.min(cut, bytes.length));
    }
    const { json } = await t.request(`POST /v1/batches/${batch}/close`);
    expect(json.upload).toEqual({ offset, lines: lines + 1, accepted: 2, rejected: 1 });
    const [rejection] = await rejectionsOf(t, batch);
    expect(rejection).toMatchObject({ line: type === CSV ? 3 : 2, code: 'validation_failed' });
    expect(rejection.detail).toContain('must have at most 1048576 bytes');
  });

  test('with a quote that is never closed is rejected when the upload ends, and says so', async () => {
    for (const [count, detail] of [
      [90_000, 'the line must have its quotes closed: it goes to the end'],
      [3, 'the line must be CSV, with its quotes closed'],
    ] as const) {
      const batch = await openBatch(t);
      const bytes = `${row}"+12125550102\n${'+12125550103\n'.repeat(count)}`;
      const answer = await putLines(t, batch, { bytes });
      expect(answer.json).toMatchObject({ offset: bytes.length, lines: 2, accepted: 1 });
      const { json } = await t.request(`POST /v1/batches/${batch}/close`);
      expect(json.upload).toMatchObject({ accepted: 1, rejected: 1 });
      if (count === 3) expect(json.upload.lines).toBe(6);
      const told = [{ line: 3, code: 'validation_failed', detail }];
      expect(await rejectionsOf(t, batch)).toEqual(told);
    }
  });

  test('that is the header, began in an earlier request and is none, is forgotten, too', async () => {
    const batch = await openBatch(t);
    expect((await putLines(t, batch, { bytes: 'to,col' })).json.offset).toBe(6);
    const refused = await putLines(t, batch, { bytes: 'our\n', offset: 6 });
    expect(refused.json.detail).toContain('column 2 (colour) is no field of a message');
    expect(await uploadOf(batch)).toEqual({ offset: 0, lines: 0, accepted: 0, rejected: 0 });
    expect((await putLines(t, batch, { bytes: row })).json).toMatchObject({ accepted: 1 });
  });

  test('that is the header and too long is refused', async () => {
    const batch = await openBatch(t);
    expect((await putLines(t, batch, { bytes: '\n\n"to' })).json.offset).toBe(5);
    const refused = await putLines(t, batch, { bytes: row.repeat(70_000), offset: 5 });
    expect(refused.json.detail).toContain('the header must have at most 1048576 bytes');
    expect(await uploadOf(batch)).toEqual({ offset: 0, lines: 0, accepted: 0, rejected: 0 });
  });

  test('that is dear to render does not refuse those beside it: they are fewer at once', async () => {
    const variables = { wide: '\u0390'.repeat(5_000) };
    const text = `${'{{ wide | upcase }}'.repeat(25)}{{ nobody }}`;
    const batch = await openBatch(t, { defaults: { channel: 'sms', text, variables } });
    const bytes = `to\n${'+12125550101\n'.repeat(400)}`;
    const { json } = await putLines(t, batch, { bytes });
    expect(json).toMatchObject({ lines: 401, rejected: 400, offset: bytes.length });
  });
});

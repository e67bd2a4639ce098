import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '#test/support/test-app';
import { NDJSON, openBatch, putLines } from '#test/support/uploads';

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

  test('of a megabyte is taken; of one more byte it refuses what follows, and the rest is kept', async () => {
    const batch = await openBatch(t, { defaults: { channel: 'email', subject: 'x', text: 'x' } });
    const line = (size: number) => {
      const [head, tail] = ['{"to":"a@example.com","metadata":{"a":"', '"}}\n'];
      return head + 'a'.repeat(size - head.length - tail.length) + tail;
    };
    const first = line(100) + line(1_048_576);
    const bytes = first + line(1_048_577) + line(100);
    const answer = await putLines(t, batch, { bytes, type: NDJSON });
    expect([answer.status, answer.json.detail]).toEqual([
      422,
      'line 3 must have at most 1048576 bytes',
    ]);
    const upload = { offset: first.length, lines: 2, accepted: 1, rejected: 1 };
    expect(await uploadOf(batch)).toEqual(upload);
    const mended = await putLines(t, batch, {
      bytes: line(100),
      type: NDJSON,
      offset: first.length,
    });
    expect(mended.json).toMatchObject({ lines: 3, accepted: 2 });
  });

  test('with a quote that is never closed is named', async () => {
    const batch = await openBatch(t);
    const bytes = `${row}"+12125550102\n${'+12125550103\n'.repeat(90_000)}`;
    const answer = await putLines(t, batch, { bytes });
    expect([answer.status, answer.json.detail]).toEqual([
      422,
      'line 3 must have at most 1048576 bytes; is a quote not closed?',
    ]);
    expect(await uploadOf(batch)).toMatchObject({ lines: 2, accepted: 1 });
  });

  test('that began in an earlier request and is too long is forgotten, so that it can be mended', async () => {
    const batch = await openBatch(t);
    const begun = `${row}"+12125550102\n`;
    expect((await putLines(t, batch, { bytes: begun })).json.offset).toBe(begun.length);
    const bytes = '+12125550103\n'.repeat(90_000);
    const refused = await putLines(t, batch, { bytes, offset: begun.length });
    expect(refused.json.detail).toMatch(/^line 3 must have at most 1048576 bytes/);
    const upload = { offset: row.length, lines: 2, accepted: 1, rejected: 0 };
    expect(await uploadOf(batch)).toEqual(upload);
    const again = await putLines(t, batch, { bytes: 'x', offset: begun.length });
    expect([again.status, again.json.offset]).toEqual([409, row.length]);
    const mended = await putLines(t, batch, { bytes: '+12125550102\n', offset: row.length });
    expect(mended.json).toMatchObject({ lines: 3, accepted: 2, rejected: 0 });
  });

  test('that is the header, began in an earlier request and is none, is forgotten, too', async () => {
    const batch = await openBatch(t);
    expect((await putLines(t, batch, { bytes: 'to,col' })).json.offset).toBe(6);
    const refused = await putLines(t, batch, { bytes: 'our\n', offset: 6 });
    expect(refused.json.detail).toContain('column 2 (colour) is no field of a message');
    expect(await uploadOf(batch)).toEqual({ offset: 0, lines: 0, accepted: 0, rejected: 0 });
    expect((await putLines(t, batch, { bytes: row })).json).toMatchObject({ accepted: 1 });
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

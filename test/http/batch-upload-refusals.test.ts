import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildSender } from '#test/support/builders';
import { startTestApp, type TestApp } from '#test/support/test-app';
import { CSV, NDJSON, openBatch, putLines, storedOf } from '#test/support/uploads';

let t: TestApp;
let id: string;
beforeAll(async () => {
  t = await startTestApp();
  id = await openBatch(t);
});
afterAll(() => t.stop());

const row = 'to\n+12125550101\n';
const uploadOf = async (batchId: string) =>
  (await t.request(`GET /v1/batches/${batchId}`)).json.upload;

describe('B1: an upload is refused, and nothing of it is kept,', () => {
  test.each<[string, string, string]>([
    ['an unknown column', 'to,colour\n', 'column 2 (colour) is no field of a message'],
    ['batchId as a column', 'to,batchId\n', 'column 2 (batchId) is no field of a message'],
    ['variables as a whole', 'to,variables\n', 'column 2 (variables) is no field of a message'],
    ['a variable without a name', 'variables.\n', 'column 1 (variables.) is no field'],
    ['a dangerous name', 'variables.__proto__\n', 'is no field of a message'],
    ['a column without a name', 'to,,text\n', 'column 2 () is no field of a message'],
    [
      'no header',
      '+12125550123,Ana\n',
      'column 1 is no field of a message; is the header missing?',
    ],
    ['a column twice', 'to,text, to\n', 'column 3 (to) must be there once'],
    ['a header with an open quote', '"to\n', ''],
    [
      'lines that end with carriage returns',
      'to\r+12125550123,x\r',
      'lines must end with a line feed',
    ],
    ['a header that is no CSV', 'to,"text"x\n', 'the header must be CSV'],
  ])('for %s', async (_, header, detail) => {
    const answer = await putLines(t, id, { bytes: `${header}+12125550101,x\n` });
    if (detail === '') {
      expect(answer.json).toMatchObject({ accepted: 0, lines: 0 });
      const closed = await t.request(`POST /v1/batches/${id}/close`);
      expect([closed.status, closed.json.detail]).toEqual([
        422,
        expect.stringMatching(/header.*; cancel this batch and open another$/),
      ]);
      id = await openBatch(t);
      return;
    }
    expect([answer.status, answer.json.code]).toEqual([422, 'validation_failed']);
    expect(answer.json.detail).toContain(detail);
    expect(answer.text).not.toMatch(/0123|Ana/);
    expect(await uploadOf(id)).toEqual({ offset: 0, lines: 0, accepted: 0, rejected: 0 });
  });

  test.each(['application/json', 'text/plain', 'text/csv; charset=latin1', 'text/csvs', ''])(
    'for the content type %s: 415',
    async (type) => {
      const answer = await putLines(t, id, { bytes: row, type });
      expect([answer.status, answer.json.code]).toEqual([415, 'unsupported_media_type']);
    },
  );

  test('for a Content-Encoding: 415', async () => {
    const headers = { 'Content-Encoding': 'gzip' };
    expect((await putLines(t, id, { bytes: row, headers })).status).toBe(415);
  });

  test.each([
    '',
    '?offset=',
    '?offset=-1',
    '?offset=1.5',
    '?offset=x',
    '?offset=0&offset=0',
    '?offset=9999999999999999',
    '?offset=0&dryRun=true',
  ])('for the query "%s": 422', async (query) => {
    const options = { raw: row, headers: { 'Content-Type': CSV } };
    const answer = await t.request(`PUT /v1/batches/${id}/lines${query}`, options);
    expect([answer.status, answer.json.code]).toEqual([422, 'validation_failed']);
    expect(answer.json.errors[0].pointer).toMatch(/^\/query\//);
  });

  test('for another content type than the first: 409', async () => {
    const csv = await openBatch(t);
    // Without a byte nothing is decided.
    expect((await putLines(t, csv, { bytes: '', type: NDJSON })).status).toBe(200);
    const type = 'Text/CSV; charset="utf-8"; header=present';
    expect((await putLines(t, csv, { bytes: row, type })).status).toBe(200);
    const other = await putLines(t, csv, { bytes: '{}\n', type: NDJSON, offset: row.length });
    expect([other.status, other.json.code]).toEqual([409, 'conflict']);
    expect((await uploadOf(csv)).lines).toBe(2);
  });

  test('for a batch that is not open: 409', async () => {
    const closed = await openBatch(t);
    await t.request(`POST /v1/batches/${closed}/close`);
    const answer = await putLines(t, closed, { bytes: row });
    expect([answer.status, answer.json.code]).toEqual([409, 'conflict']);
    const { sql } = t.database.connection;
    const canceled = await openBatch(t);
    await sql`UPDATE batches SET status = 'canceled' WHERE id = ${canceled}`;
    expect((await putLines(t, canceled, { bytes: row })).json.code).toBe('conflict');
    const final = await t.request(`POST /v1/batches/${canceled}/close`);
    expect([final.status, final.json.code]).toEqual([409, 'final']);
  });
});

describe('K1, N7: an upload', () => {
  test('of another workspace, or of nobody, is 404', async () => {
    const key = await t.createWorkspace('Neighbour');
    for (const batch of [id, id.replace(/.{4}$/, '0000'), 'bat_x']) {
      expect((await putLines(t, batch, { bytes: row, key })).status).toBe(404);
      expect((await t.request(`POST /v1/batches/${batch}/close`, { key })).status).toBe(404);
      expect((await t.request(`GET /v1/batches/${batch}/rejections`, { key })).status).toBe(404);
    }
    expect((await t.request('GET /v1/batches', { key })).json.data).toEqual([]);
  });

  test('may use the senders that its key may use', async () => {
    const { id: owner } = (
      await t.request('POST /v1/users', {
        body: { name: 'Owner', email: 'owner@example.com', role: 'user' },
      })
    ).json;
    const body = buildSender({ assignedUserId: owner });
    const { id: from } = (await t.request('POST /v1/senders', { body })).json;
    const batch = await openBatch(t);
    const key = await t.createUserKey();
    const line = `{"to":"+12125550101","from":"${from}"}\n`;
    const theirs = await putLines(t, batch, { bytes: line, type: NDJSON, key });
    expect(theirs.json.rejections).toMatchObject([{ line: 1, code: 'sender_not_allowed' }]);
    const offset = line.length;
    expect((await putLines(t, batch, { bytes: line, type: NDJSON, offset })).json.accepted).toBe(1);
    expect((await storedOf(t, batch)).length).toBe(1);
  });
});

import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildMessage } from '#test/support/builders';
import { startTestApp, type TestApp } from '#test/support/test-app';

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
  for (let i = 0; i < 8; i++) await t.request('POST /v1/messages', { body: buildMessage() });
});
afterAll(() => t.stop());

interface Texts {
  recipientName: string | null;
  subject: string | null;
  text: string;
  html: string | null;
  failureDetail: string;
  metadata: Record<string, string>;
}

/** Gives the messages these texts, as no route would let anybody. */
async function write(all: readonly Texts[]): Promise<void> {
  const { sql } = t.database.connection;
  const ids = await sql<{ id: string }[]>`SELECT id FROM messages ORDER BY id`;
  for (const [index, { id }] of ids.entries()) {
    const it = all[index % all.length] as Texts;
    await sql`UPDATE messages SET recipient_name = ${it.recipientName}, subject = ${it.subject},
      text = ${it.text}, html = ${it.html}, failure_code = '30003',
      failure_detail = ${it.failureDetail}, metadata = ${JSON.stringify(it.metadata)}::jsonb WHERE id = ${id}`;
  }
}

const readCsv = async (): Promise<Record<string, string>[]> =>
  parse((await t.request('GET /v1/messages/export')).text, { columns: true });

const readList = async () => (await t.request('GET /v1/messages?limit=100')).json.data;

/** By OWASP's list, written down anew. */
const seenSafely = (text: string | null) =>
  text !== null &&
  ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'].some((it) => text.startsWith(it))
    ? `'${text}`
    : (text ?? '');

const blank: Texts = {
  recipientName: null,
  subject: null,
  text: 'x',
  html: null,
  failureDetail: 'x',
  metadata: {},
};

describe('H3: the cells of a CSV', () => {
  test.each([
    ['=1+1', "'=1+1"],
    ['+1 555', "'+1 555"],
    ['-2', "'-2"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['\r=1', "'\r=1"],
    ['\n=1', "'\n=1"],
    ['＝1', "'＝1"],
    ['＋1', "'＋1"],
    ['－1', "'－1"],
    ['＠A', "'＠A"],
    ["'=1", "'=1"],
    [' =1', ' =1'],
    ['1=1', '1=1'],
    ['', ''],
    ['a "b", c\nd\r\ne\rf', 'a "b", c\nd\r\ne\rf'],
    ['日本語 🎉 e\u0301 \u202Eabc', '日本語 🎉 e\u0301 \u202Eabc'],
    ['\uFEFFx', '\uFEFFx'],
  ])('text %j is written as %j', async (text, cell) => {
    await write([
      { ...blank, recipientName: text, subject: text, text, html: text, failureDetail: text },
    ]);
    const [record] = await readCsv();
    expect(record).toMatchObject({ recipientName: cell, subject: cell, text: cell, html: cell });
    expect(record?.failureDetail).toBe(cell);
  });

  test('a phone number is no formula, an address of email may be one', async () => {
    await write([blank]);
    const record = async () => (await readCsv())[0];
    expect((await record())?.to).toBe('+12125550123');
    expect((await record())?.from).toMatch(/^\+\d+$/);
    await t.database.connection.sql`UPDATE messages SET recipient = '=cmd@example.com'`;
    expect((await record())?.to).toBe("'=cmd@example.com");
    await t.database.connection.sql`UPDATE messages SET recipient = '+12125550123'`;
  });

  test('a name of a sender is a text, too', async () => {
    const [{ from }] = await readList();
    const body = { name: '=HYPERLINK("x")' };
    await t.request(`PATCH /v1/senders/${from.id}`, { body });
    expect((await readCsv())[0]?.senderName).toBe(`'${body.name}`);
  });

  test('a reader of CSV reads back what the list says, whatever the texts are', async () => {
    // PostgreSQL keeps no NUL, UTF-8 no half of a pair.
    const any = fc
      .oneof(
        fc.string({ unit: 'binary', maxLength: 40 }),
        fc.string({ unit: fc.constantFrom(...'=+-@,;"\'\r\n\t \\é＝'), maxLength: 12 }),
      )
      .map((text) => text.replaceAll('\0', ''));
    const texts = fc.record({
      recipientName: fc.option(any),
      subject: fc.option(any),
      text: any,
      html: fc.option(any),
      failureDetail: any,
      metadata: fc.dictionary(any, any, { maxKeys: 4 }),
    });
    const property = fc.asyncProperty(
      fc.array(texts, { minLength: 8, maxLength: 8 }),
      async (all) => {
        await write(all);
        const [records, listed] = [await readCsv(), await readList()];
        expect(records.length).toBe(listed.length);
        for (const [index, it] of listed.entries()) {
          const record = records[index];
          expect(record).toMatchObject({
            id: it.id,
            to: it.to,
            recipientName: seenSafely(it.recipientName),
            subject: seenSafely(it.subject),
            text: seenSafely(it.text),
            html: seenSafely(it.html),
            failureDetail: seenSafely(it.failure.detail),
            sendAt: it.sendAt,
            version: String(it.version),
          });
          expect(JSON.parse(record?.metadata ?? '')).toEqual(it.metadata);
        }
      },
    );
    await fc.assert(property, { numRuns: 40 });
  });
});

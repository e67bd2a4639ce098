import { describe, expect, test } from 'vitest';
import type { Reply } from '#domain/reply';
import { createSendgridInbound } from '#providers/sendgrid-inbound';
import { type InboundMail, toInboundForm } from '#test/support/fakes/inbound-mail';
import { mails } from './mails.ts';

const secret = 'a-secret-of-Inbound-Parse';
const reader = createSendgridInbound({ secret });
const OURS = 'msg_0199c1de-7b5e-7c40-8a65-2b6f4f0f7c11';
const plain: InboundMail = {
  from: 'Ana <ana@example.org>',
  to: 'desk@example.com',
  subject: 'Re: Your table',
  text: 'Yes',
};

async function* inPieces(bytes: Uint8Array, size = 997) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

function read(mail: InboundMail) {
  const { contentType, body } = toInboundForm(mail);
  return reader.read({ secret, contentType, body: inPieces(body) });
}

async function readReply(overrides: Partial<InboundMail> = {}): Promise<Reply> {
  const reading = await read({ ...plain, ...overrides });
  const replies = reading.kind === 'reports' ? reading.reports.replies : [];
  if (!replies[0]) throw new Error(`no reply: ${JSON.stringify(reading)}`);
  return replies[0];
}

describe('V2: a mail as it is written by', () => {
  test.each([
    ['Gmail', 'ana.lima@gmail.com', '<CAKx+kd1Jq9w=Zr_5@mail.gmail.com>', []],
    [
      'Outlook',
      'ana.lima@outlook.com',
      '<DB9PR02MB7083A1B2C3D4E5F60718293A4B5C6@DB9PR02MB7083.eurprd02.prod.outlook.com>',
      ['<older.1234@example.com>'],
    ],
    [
      'Apple Mail',
      'ana@icloud.com',
      '<256304D3-3BE0-4EC0-91A0-EF12F7C3463C@icloud.com>',
      ['<older.1234@example.com>'],
    ],
  ])('%s names the message that it answers', async (program, from, messageId, older) => {
    const mail = mails[program];
    if (!mail) throw new Error(`there is no mail by ${program}`);
    expect(await readReply(mail)).toMatchObject({
      vendor: 'sendgrid',
      channel: 'email',
      from,
      subject: mail.subject,
      answers: [OURS],
      providerMessageId: messageId,
      threadIds: [...older, `<${OURS}@example.com>`],
      automatic: false,
    });
  });

  test('Outlook has its texts in their charsets', async () => {
    const { text, html } = await readReply(mails.Outlook);
    expect(text).toBe('D\u00e9j\u00e0 r\u00e9serv\u00e9 \u2013 merci\r\n');
    expect(html).toBe('<p>D\u00e9j\u00e0 r\u00e9serv\u00e9 &ndash; merci</p>');
  });

  test('Apple Mail is to everybody it names, whom it was handed to first', async () => {
    const envelope = { from: 'ana@icloud.com', to: ['In@Parse.example.com'] };
    const { to, text, html } = await readReply({ ...mails['Apple Mail'], envelope });
    expect(to).toEqual(['in@parse.example.com', 'desk@example.com', 'bo@example.org']);
    expect(text).toContain('\u{1f44d}');
    expect(html).toBeNull();
  });
});

describe('a charset', () => {
  const euro = { subject: 'x', text: Buffer.from([0x80, 0xe9]) };

  test.each([
    ['windows-1252', '\u20ac\u00e9'],
    ['ISO-8859-1', '\u20ac\u00e9'],
    ['utf-8', '\ufffd\ufffd'],
    ['x-nobody-knows', '\u20ac\u00e9'],
    ['utf-7', '\u20ac\u00e9'],
    ['', '\u20ac\u00e9'],
    ['iso-8859-5', '\u0080\u0449'],
  ])('%j is decoded', async (charset, text) => {
    expect((await readReply({ ...euro, charsets: { text: charset } })).text).toBe(text);
  });

  test('of Japanese is decoded', async () => {
    const text = Buffer.from('\x1b$BF|K\\8l\x1b(B', 'latin1');
    const reply = await readReply({ text, charsets: { text: 'iso-2022-jp' } });
    expect(reply.text).toBe('\u65e5\u672c\u8a9e');
  });

  test('that a part names itself is believed', async () => {
    const { contentType, body } = toInboundForm({ ...plain, text: '\u65e5\u672c' });
    const named = body
      .toString('latin1')
      .replace('name="text"\r\n', 'name="text"\r\nContent-Type: text/plain; charset=utf-8\r\n');
    const pieces = inPieces(Buffer.from(named, 'latin1'));
    const reading = await reader.read({ secret, contentType, body: pieces });
    expect(reading).toMatchObject({ reports: { replies: [{ text: '\u65e5\u672c' }] } });
  });
});

describe('a text', () => {
  test('loses its NULs, which PostgreSQL refuses', async () => {
    const subject = 'a\0b';
    const reply = await readReply({ subject, text: '\0Yes\0', html: '<p>\0</p>' });
    expect(reply).toMatchObject({ subject: 'ab', text: 'Yes', html: '<p></p>' });
  });

  test('is cut at a megabyte, between two characters', async () => {
    const reply = await readReply({ text: `a${'\u00e9'.repeat(1_048_576)}`, html: 'x' });
    expect(reply.text).toBe(`a${'\u00e9'.repeat(524_287)}`);
    expect(reply.html).toBe('x');
  });

  test('that is missing is missing', async () => {
    const { to, from, subject } = plain;
    const reading = await read({ to, from, subject });
    expect(reading).toMatchObject({ reports: { replies: [{ text: null, html: null }] } });
  });
});

describe('attachments', () => {
  test('are passed over, whatever they hold', async () => {
    const content = Buffer.from(
      '\r\n--xYzZ\r\nContent-Disposition: form-data; name="from"\r\n\r\n',
    );
    const file = { filename: 'text', type: 'application/octet-stream', content };
    const reply = await readReply({ attachments: [file, file] });
    expect(reply).toMatchObject({ from: 'ana@example.org', text: 'Yes', mediaUrls: null });
  });
});

describe('the same mail', () => {
  const headers = 'Message-ID: <a@x>\n';

  test('posted again is the same, though its text differs', async () => {
    const [first, again] = [await readReply({ headers }), await readReply({ headers, text: '' })];
    expect(first.dedupeKey).toBe(again.dedupeKey);
  });

  test('for another address of ours is another', async () => {
    const envelope = { from: 'ana@example.org', to: ['two@example.com'] };
    const [first, other] = [await readReply({ headers }), await readReply({ headers, envelope })];
    expect(first.dedupeKey).not.toBe(other.dedupeKey);
  });

  test('without a Message-ID is known by all it says', async () => {
    const [first, again] = [await readReply(), await readReply()];
    expect(first).toMatchObject({ providerMessageId: null, dedupeKey: again.dedupeKey });
    for (const other of [{ text: 'No' }, { subject: 'x' }, { from: 'bo@example.org' }]) {
      expect((await readReply(other)).dedupeKey).not.toBe(first.dedupeKey);
    }
  });
});

describe('what is no answer', () => {
  test('a bounce is left out', async () => {
    for (const bounce of [
      { from: 'MAILER-DAEMON' },
      { envelope: { from: '', to: ['desk@example.com'] } },
      { headers: 'Content-Type: multipart/report; report-type=delivery-status\n' },
    ]) {
      const reading = await read({ ...plain, ...bounce });
      expect(reading).toMatchObject({ kind: 'reports', reports: { replies: [] } });
    }
  });

  test('an absence note is kept as what it is', async () => {
    const headers = 'Auto-Submitted: auto-replied\n';
    expect((await readReply({ headers })).automatic).toBe(true);
  });

  test('a raw mail is refused, and the setting named', async () => {
    const reading = await read({ ...plain, raw: 'From: ana@example.org\r\n\r\nYes' });
    expect(reading).toEqual({
      kind: 'unreadable',
      detail: expect.stringContaining('POST the raw, full MIME message'),
    });
  });

  test('a mail from nobody is refused', async () => {
    expect(await read({ ...plain, from: 'Ana' })).toMatchObject({ kind: 'unreadable' });
  });

  test.each(['', 'wrong', `${secret}x`, secret.toUpperCase(), `${secret}\0`])(
    'the secret %j is forged, and the body not even read',
    async (wrong) => {
      const body = {
        // biome-ignore lint/correctness/useYield: it must not come so far
        async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
          throw new Error('read');
        },
      };
      const { contentType } = toInboundForm(plain);
      expect(await reader.read({ secret: wrong, contentType, body })).toEqual({ kind: 'forged' });
    },
  );
});

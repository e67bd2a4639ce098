import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Provider } from '#providers/provider';
import { createSmtp } from '#providers/smtp';
import { type FakeSmtp, startFakeSmtp } from '#test/support/fakes/fake-smtp';
import type { Fault } from '#test/support/fakes/faults';
import { buildEmail, buildEmailFields, lineEnds } from './build-outbound.ts';
import { readHeader } from './read-header.ts';

const TIMEOUT_MS = 500;
const PLENTY_MS = 10_000;

let server: FakeSmtp;
let provider: Provider;

beforeAll(async () => {
  server = await startFakeSmtp({ user: 'punctual', password: 'p@ss:word' });
  provider = createSmtp({ url: server.url });
});
afterAll(() => server.stop());

const lastEntry = () => server.ledger.entries.at(-1);
const lastHeader = () => readHeader(lastEntry()?.raw ?? '');

describe('what a mail server is given', () => {
  test('N1: envelope, header and both forms of the text', async () => {
    const message = buildEmail({ text: 'See you at 8.', html: '<p>See you at 8.</p>' });
    const messageId = `${message.messageId}@example.com`;
    expect(await provider.send(message, PLENTY_MS)).toEqual({
      kind: 'accepted',
      providerMessageId: `<${messageId}>`,
    });
    expect(lastEntry()).toMatchObject({
      mailFrom: 'desk@example.com',
      rcptTo: ['ana@example.org'],
      messageId,
    });
    const raw = lastEntry()?.raw ?? '';
    expect(raw).toContain('From: Front desk <desk@example.com>\r\n');
    expect(raw).toContain('To: Ana <ana@example.org>\r\n');
    expect(raw).toContain('Subject: Your table\r\n');
    expect(raw).toContain('Content-Type: multipart/alternative;');
    expect(raw.indexOf('See you at 8.')).toBeLessThan(raw.indexOf('<p>See you at 8.</p>'));
  });

  test('names and subjects in any script are encoded words', async () => {
    await provider.send(buildEmail({ subject: '\u4f60\u597d', text: 'x' }), PLENTY_MS);
    expect(lastEntry()?.raw).toContain('Subject: =?UTF-8?B?5L2g5aW9?=\r\n');
  });

  test('a text cannot add a header or end the mail', async () => {
    const text = 'a\r\n.\r\nMAIL FROM:<x@example.com>\r\n';
    const before = server.ledger.entries.length;
    await provider.send(buildEmail({ text, subject: 'a b' }), PLENTY_MS);
    expect(server.ledger.entries.length - before).toBe(1);
    expect(lastEntry()?.mailFrom).toBe('desk@example.com');
  });
});

describe('what a mail server is given for the header', () => {
  test('V2: the thread of the email that it answers, where answers go, and one click to unsubscribe', async () => {
    const unsubscribeUrl = `https://punctual.example/unsubscribe/msg_${'0'.repeat(36)}.${'a'.repeat(43)}`;
    const message = buildEmail({
      email: buildEmailFields({
        replyTo: 'answers@example.com',
        thread: {
          inReplyTo: '<b@mail.example>',
          references: ['<a@mail.example>', '<b@mail.example>'],
        },
        unsubscribeUrl,
      }),
    });
    await provider.send(message, PLENTY_MS);
    expect(lastHeader()).toMatchObject({
      'message-id': [`<${message.messageId}@example.com>`],
      'in-reply-to': ['<b@mail.example>'],
      references: ['<a@mail.example> <b@mail.example>'],
      'reply-to': ['answers@example.com'],
      'list-unsubscribe': [`<${unsubscribeUrl}>`],
      'list-unsubscribe-post': ['List-Unsubscribe=One-Click'],
    });
  });

  test('nothing of it where there is nothing', async () => {
    await provider.send(buildEmail(), PLENTY_MS);
    const names = Object.keys(lastHeader());
    expect(names).toContain('message-id');
    expect(names.filter((name) => /^(in-reply-to|references|reply-to|list-)/.test(name))).toEqual(
      [],
    );
  });

  test('V2: a long thread is folded, and no line is longer than 998 octets', async () => {
    const references = Array.from(
      { length: 20 },
      (_, index) => `<${String(index).padStart(241, 'x')}@mail.ex>`,
    );
    const thread = { inReplyTo: references.at(-1) ?? '', references };
    await provider.send(buildEmail({ email: buildEmailFields({ thread }) }), PLENTY_MS);
    expect(lastHeader()).toMatchObject({
      references: [references.join(' ')],
      'in-reply-to': [thread.inReplyTo],
    });
    const longest = Math.max(
      ...(lastEntry()?.raw ?? '').split('\r\n').map((it) => Buffer.byteLength(it)),
    );
    expect(longest).toBeLessThanOrEqual(998);
  });

  test('names and subjects in any script are ASCII on the wire, and read the same', async () => {
    const subject = `R\u00e9servation \u{1f37d}\ufe0f \u4f60\u597d ${'\u{1f469}\u200d\u{1f373}'.repeat(40)}`;
    const name = 'Caf\u00e9, \u201eZum "L\u00f6wen"\u201c \u{1f981}';
    await provider.send(
      buildEmail({
        subject,
        from: { address: 'desk@example.com', serviceSid: null, name },
        to: { address: 'ana@example.org', name: '\u0410\u043d\u043d\u0430 <boss@example.com>' },
      }),
      PLENTY_MS,
    );
    const raw = lastEntry()?.raw.split('\r\n\r\n')[0] ?? '';
    expect(raw).toMatch(/^[\x20-\x7e\r\n\t]*$/);
    expect(lastHeader()).toMatchObject({
      subject: [subject],
      from: [`${name} <desk@example.com>`],
      to: ['\u0410\u043d\u043d\u0430 <boss@example.com> <ana@example.org>'],
    });
    expect(lastEntry()).toMatchObject({
      mailFrom: 'desk@example.com',
      rcptTo: ['ana@example.org'],
    });
  });

  test.each(lineEnds)('a subject and names with %j in them add no header', async (end) => {
    const evil = `Table${end}Bcc: victim@example.org${end}${end}Body`;
    const message = buildEmail({
      subject: evil,
      from: { address: 'desk@example.com', serviceSid: null, name: evil },
      to: { address: 'ana@example.org', name: evil },
      email: buildEmailFields({ replyTo: 'answers@example.com' }),
    });
    expect(await provider.send(message, PLENTY_MS)).toMatchObject({ kind: 'accepted' });
    expect(lastEntry()?.rcptTo).toEqual(['ana@example.org']);
    expect(lastHeader()).not.toHaveProperty('bcc');
    expect(lastHeader().subject).toEqual(['Table Bcc: victim@example.org Body']);
    expect(lastEntry()?.raw.split('\r\n\r\n')[1]).toBe('Hello\r\n');
  });
});

describe('what a mail server answers', () => {
  const cases: readonly [string, Fault, object, accepted: number][] = [
    [
      '421 at the greeting',
      { kind: 'answer', status: 421, at: 'connect' },
      { kind: 'not_sent', code: 'smtp_421' },
      0,
    ],
    [
      '554 at the greeting',
      { kind: 'answer', status: 554, at: 'connect' },
      { kind: 'not_sent', code: 'smtp_554' },
      0,
    ],
    [
      '451 to the sender',
      { kind: 'answer', status: 451, at: 'mail' },
      { kind: 'not_sent', code: 'smtp_451' },
      0,
    ],
    [
      '450 to the recipient',
      { kind: 'answer', status: 450 },
      { kind: 'not_sent', code: 'smtp_450' },
      0,
    ],
    [
      '550 to the recipient',
      { kind: 'answer', status: 550 },
      { kind: 'refused', code: 'smtp_550' },
      0,
    ],
    [
      '452 to the message',
      { kind: 'answer', status: 452, at: 'data' },
      { kind: 'not_sent', code: 'smtp_452' },
      0,
    ],
    [
      '554 to the message',
      { kind: 'answer', status: 554, at: 'data' },
      { kind: 'refused', code: 'smtp_554' },
      0,
    ],
    ['nothing, cut off in the message', { kind: 'drop_before_accept' }, { kind: 'ambiguous' }, 0],
    ['nothing, cut off after it', { kind: 'drop_after_accept' }, { kind: 'ambiguous' }, 1],
    ['nothing at all', { kind: 'hang_after_accept' }, { kind: 'ambiguous', code: 'timeout' }, 1],
    ['too late', { kind: 'slow', ms: 5_000 }, { kind: 'ambiguous', code: 'timeout' }, 1],
    ['garbage', { kind: 'garbage' }, { kind: 'ambiguous' }, 1],
  ];
  test.each(cases)('%s', async (_, fault, outcome, accepted) => {
    const before = server.ledger.entries.length;
    server.faults.next(fault);
    expect(await provider.send(buildEmail(), TIMEOUT_MS)).toMatchObject(outcome);
    expect(server.ledger.entries.length - before).toBe(accepted);
  });

  test('a wrong password: certainly not sent', async () => {
    const url = new URL(server.url);
    url.password = 'wrong';
    const stranger = createSmtp({ url: url.toString() });
    expect(await stranger.send(buildEmail(), PLENTY_MS)).toEqual({
      kind: 'not_sent',
      code: 'smtp_535',
    });
  });

  test('nobody there: certainly not sent', async () => {
    const gone = createSmtp({ url: 'smtp://127.0.0.1:9' });
    expect(await gone.send(buildEmail(), PLENTY_MS)).toMatchObject({ kind: 'not_sent' });
  });
});

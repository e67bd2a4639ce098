import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Provider } from '#providers/provider';
import { createSendgrid } from '#providers/sendgrid';
import { type FakeSendGrid, startFakeSendGrid } from '#test/support/fakes/fake-sendgrid';
import type { Fault } from '#test/support/fakes/faults';
import { buildEmail, buildEmailFields, lineEnds } from './build-outbound.ts';

const apiKey = 'SG.test';
const TIMEOUT_MS = 300;
const PLENTY_MS = 10_000;

let sendgrid: FakeSendGrid;
let provider: Provider;

beforeAll(async () => {
  sendgrid = await startFakeSendGrid({ apiKey });
  provider = createSendgrid({ apiKey, baseUrl: `${sendgrid.url}/` });
});
afterAll(() => sendgrid.stop());

const lastEntry = () => sendgrid.ledger.entries.at(-1);

describe('what SendGrid is given', () => {
  test('N1: text and HTML, in this order, with our id in the custom arguments', async () => {
    const message = buildEmail({ text: 'See you at 8.', html: '<p>See you at 8.</p>' });
    const outcome = await provider.send(message, PLENTY_MS);
    expect(outcome).toMatchObject({ kind: 'accepted' });
    expect(lastEntry()?.mail).toEqual({
      personalizations: [{ to: [{ email: 'ana@example.org', name: 'Ana' }] }],
      from: { email: 'desk@example.com', name: 'Front desk' },
      subject: 'Your table',
      content: [
        { type: 'text/plain', value: 'See you at 8.' },
        { type: 'text/html', value: '<p>See you at 8.</p>' },
      ],
      headers: { 'Message-ID': `<${message.messageId}@example.com>` },
      custom_args: { punctual_message_id: message.messageId },
    });
  });

  test('HTML alone, and names and subjects in any script', async () => {
    const message = buildEmail({
      text: null,
      html: '<b>\u4f60\u597d</b>',
      subject: 'R\u00e9servation \u{1f37d}\ufe0f "8" <now>',
      from: {
        address: 'desk@example.com',
        serviceSid: null,
        name: 'Caf\u00e9, \u201eZum L\u00f6wen\u201c',
      },
      to: { address: 'ana@example.org', name: '\u0410\u043d\u043d\u0430' },
    });
    await provider.send(message, PLENTY_MS);
    expect(lastEntry()?.mail).toMatchObject({
      personalizations: [{ to: [{ name: '\u0410\u043d\u043d\u0430' }] }],
      from: { name: 'Caf\u00e9, \u201eZum L\u00f6wen\u201c' },
      subject: 'R\u00e9servation \u{1f37d}\ufe0f "8" <now>',
      content: [{ type: 'text/html', value: '<b>\u4f60\u597d</b>' }],
    });
  });
});

describe('what SendGrid is given for the header', () => {
  test('V2: the thread of the email that it answers, where answers go, and one click to unsubscribe', async () => {
    const references = ['<a@mail.example>', '<b@mail.example>'];
    const message = buildEmail({
      email: buildEmailFields({
        replyTo: 'answers@example.com',
        thread: { inReplyTo: '<b@mail.example>', references },
        unsubscribeUrl: 'https://punctual.example/unsubscribe/t',
      }),
    });
    await provider.send(message, PLENTY_MS);
    expect(lastEntry()?.mail.reply_to).toEqual({ email: 'answers@example.com' });
    expect(lastEntry()?.mail.headers).toEqual({
      'Message-ID': `<${message.messageId}@example.com>`,
      'In-Reply-To': '<b@mail.example>',
      References: '<a@mail.example> <b@mail.example>',
      'List-Unsubscribe': '<https://punctual.example/unsubscribe/t>',
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    });
  });

  test('nothing of it where there is nothing', async () => {
    await provider.send(buildEmail(), PLENTY_MS);
    expect(Object.keys(lastEntry()?.mail.headers ?? {})).toEqual(['Message-ID']);
    expect(lastEntry()?.mail).not.toHaveProperty('reply_to');
  });

  test.each(lineEnds)('a subject and names with %j in them stay on one line', async (end) => {
    const evil = `Table${end}Bcc: victim@example.org`;
    const message = buildEmail({
      subject: evil,
      from: { address: 'desk@example.com', serviceSid: null, name: evil },
      to: { address: 'ana@example.org', name: evil },
    });
    expect(await provider.send(message, PLENTY_MS)).toMatchObject({ kind: 'accepted' });
    const one = 'Table Bcc: victim@example.org';
    expect(lastEntry()?.mail).toMatchObject({
      subject: one,
      from: { name: one },
      personalizations: [{ to: [{ email: 'ana@example.org', name: one }] }],
    });
  });
});

describe('what SendGrid answers', () => {
  const cases: readonly [string, Fault, object, accepted: number][] = [
    [
      '429',
      { kind: 'answer', status: 429, retryAfterS: 3 },
      { kind: 'not_sent', code: 'http_429', retryAfterMs: 3_000 },
      0,
    ],
    ['bad credentials', { kind: 'answer', status: 401 }, { kind: 'not_sent', code: 'http_401' }, 0],
    ['no permission', { kind: 'answer', status: 403 }, { kind: 'not_sent', code: 'http_403' }, 0],
    ['400', { kind: 'answer', status: 400 }, { kind: 'refused', code: 'http_400' }, 0],
    ['413', { kind: 'answer', status: 413 }, { kind: 'refused', code: 'http_413' }, 0],
    ['500', { kind: 'answer', status: 500 }, { kind: 'ambiguous', code: 'http_500' }, 0],
    [
      'nothing, cut off before it took the message',
      { kind: 'drop_before_accept' },
      { kind: 'ambiguous', code: 'econnreset' },
      0,
    ],
    [
      'nothing, cut off after',
      { kind: 'drop_after_accept' },
      { kind: 'ambiguous', code: 'econnreset' },
      1,
    ],
    ['nothing at all', { kind: 'hang_before_accept' }, { kind: 'ambiguous', code: 'timeout' }, 0],
    ['too late', { kind: 'slow', ms: 5_000 }, { kind: 'ambiguous', code: 'timeout' }, 1],
    // Its status is all that it ever says.
    ['garbage', { kind: 'garbage' }, { kind: 'accepted' }, 1],
  ];
  test.each(cases)('%s', async (_, fault, outcome, accepted) => {
    const before = sendgrid.ledger.entries.length;
    sendgrid.faults.next(fault);
    expect(await provider.send(buildEmail(), TIMEOUT_MS)).toMatchObject(outcome);
    expect(sendgrid.ledger.entries.length - before).toBe(accepted);
  });

  test('its own refusal of a mail without a subject', async () => {
    const outcome = await provider.send(buildEmail({ subject: '' }), PLENTY_MS);
    expect(outcome).toMatchObject({ kind: 'refused', code: 'http_400' });
  });

  test('another key than its own: certainly not sent', async () => {
    const stranger = createSendgrid({ apiKey: 'SG.other', baseUrl: `${sendgrid.url}/` });
    expect(await stranger.send(buildEmail(), PLENTY_MS)).toEqual({
      kind: 'not_sent',
      code: 'http_401',
    });
  });

  test('nobody there: certainly not sent', async () => {
    const gone = createSendgrid({ apiKey, baseUrl: 'http://127.0.0.1:9/' });
    expect(await gone.send(buildEmail(), PLENTY_MS)).toEqual({
      kind: 'not_sent',
      code: 'econnrefused',
    });
  });
});

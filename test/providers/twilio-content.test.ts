import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { countSegments } from '#domain/count-segments';
import type { OutboundMessage, Provider } from '#providers/provider';
import { createTwilio } from '#providers/twilio';
import { type FakeTwilio, startFakeTwilio } from '#test/support/fakes/fake-twilio';
import { buildOutbound } from './build-outbound.ts';

const credentials = { accountSid: `AC${'0'.repeat(32)}`, authToken: 'token' };
const contentSid = `HX${'2'.repeat(32)}`;
const serviceSid = `MG${'1'.repeat(32)}`;
const PLENTY_MS = 10_000;

let twilio: FakeTwilio;
let provider: Provider;

beforeAll(async () => {
  twilio = await startFakeTwilio(credentials);
  provider = createTwilio({ ...credentials, baseUrl: twilio.url });
  twilio.callbacks({ mode: 'none' });
});
afterAll(() => twilio.stop());

/** What Twilio was given: the form's fields by their names, as it reads them, and as they came. */
async function send(overrides: Partial<OutboundMessage>) {
  const outcome = await provider.send(buildOutbound(overrides), PLENTY_MS);
  const entry = twilio.ledger.entries.at(-1);
  expect(outcome).toEqual({ kind: 'accepted', providerMessageId: entry?.sid });
  const params = [...(entry?.params ?? [])].sort(([one], [other]) => one.localeCompare(other));
  return { params, rawBody: entry?.rawBody ?? '' };
}

describe('N1: what WhatsApp is given', () => {
  const to = ['To', 'whatsapp:+12125550123'];
  const from = ['From', 'whatsapp:+12125550100'];
  const build = (overrides: Partial<OutboundMessage>) =>
    ({ channel: 'whatsapp', ...overrides }) as const;

  test('a text, within the reply window', async () => {
    const text = 'J\u00e1 est\u00e1 \u{1f37d}\ufe0f a+b=c & 100%\n*bold*';
    const { params } = await send(build({ text }));
    expect(params).toEqual([['Body', text], from, to]);
  });

  test.each([
    ['numbers', { '1': 'Ana \u00c1lvarez', '2': '8 o\u2019clock', '10': '\u{1f37d}\ufe0f "x" \\' }],
    ['names', { first_name: '\u0410\u043d\u043d\u0430', when: '\u4eca\u665a\n8\u70b9', empty: '' }],
  ])('a template with variables that have %s, byte for byte', async (_, contentVariables) => {
    const { params, rawBody } = await send(build({ text: null, contentSid, contentVariables }));
    const json = JSON.stringify(contentVariables);
    expect(params).toEqual([['ContentSid', contentSid], ['ContentVariables', json], from, to]);
    expect(rawBody).toContain(`ContentVariables=${encodeURIComponent(json)}`);
    // As it is: nothing beyond ASCII is escaped.
    expect(json).not.toContain('\\u');
  });

  test('a template without variables, from a messaging service', async () => {
    const address = { address: null, serviceSid, name: 'Service' };
    const { params } = await send(build({ text: null, contentSid, from: address }));
    expect(params).toEqual([['ContentSid', contentSid], ['MessagingServiceSid', serviceSid], to]);
  });

  test('a text with its media, in their order', async () => {
    const mediaUrls = ['https://example.com/%C3%A9.png', 'https://example.com/a.pdf?x=1&y=2'];
    const { params } = await send(build({ text: 'Menu', mediaUrls }));
    const media = mediaUrls.map((url) => ['MediaUrl', url]);
    expect(params).toEqual([['Body', 'Menu'], from, ...media, to]);
  });

  test('a template with media of its own choice', async () => {
    const mediaUrls = ['https://example.com/menu.pdf'];
    const { params } = await send(build({ text: null, contentSid, mediaUrls }));
    expect(params).toEqual([['ContentSid', contentSid], from, ['MediaUrl', mediaUrls[0]], to]);
  });
});

describe('N1: a text comes as it is, byte for byte', () => {
  const face = '\u{1f600}';
  test.each([
    ['160 of GSM-7', 'x'.repeat(160), 'GSM-7', 1],
    ['161 of GSM-7', 'x'.repeat(161), 'GSM-7', 2],
    ['160 of GSM-7, of which extended ones count twice', '{}[]\u20ac'.repeat(16), 'GSM-7', 1],
    ['161, the last extended one being too much', `${'\u20ac'.repeat(80)}x`, 'GSM-7', 2],
    [
      'the whole of GSM-7',
      '@\u00a3$\u00a5\u00e8\u00e9\u0394\u03a9\u00c6^{}\\[~]|\u20ac\n\r',
      'GSM-7',
      1,
    ],
    ['70 of UCS-2', '\u4f60'.repeat(70), 'UCS-2', 1],
    ['71 of UCS-2', '\u4f60'.repeat(71), 'UCS-2', 2],
    ['70 of UCS-2, an emoji being two', `${'\u4f60'.repeat(68)}${face}`, 'UCS-2', 1],
    ['71 of UCS-2, the emoji at the seam', `${'\u4f60'.repeat(69)}${face}`, 'UCS-2', 2],
    ['1,600 characters', 'x'.repeat(1_600), 'GSM-7', 11],
    ['1,600 characters with emoji', face.repeat(800), 'UCS-2', 25],
    ['what a form would eat', 'a+b=c & 100%;\r\nline?', 'GSM-7', 1],
    [
      'emoji, joined and flagged',
      '\u{1f468}\u200d\u{1f469}\u200d\u{1f467} \u{1f1e8}\u{1f1e6} \u2764\ufe0f',
      'UCS-2',
      1,
    ],
    ['letters and their accents apart, which nobody joins', 'e\u0301 \u00e9', 'UCS-2', 1],
  ])('%s', async (_, text, encoding, count) => {
    const { params, rawBody } = await send({ text });
    const body = params.find(([name]) => name === 'Body')?.[1] ?? '';
    expect(Buffer.from(body).equals(Buffer.from(text))).toBe(true);
    expect(rawBody).toMatch(/^[\x21-\x7e]+$/);
    expect(countSegments(text)).toMatchObject({ encoding, count });
  });
});

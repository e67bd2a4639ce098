import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Provider } from '#providers/provider';
import { createTwilio } from '#providers/twilio';
import { type FakeTwilio, startFakeTwilio } from '#test/support/fakes/fake-twilio';
import type { Fault } from '#test/support/fakes/faults';
import { buildOutbound } from './build-outbound.ts';

const accountSid = `AC${'0'.repeat(32)}`;
const authToken = 'token';
const TIMEOUT_MS = 300;
const PLENTY_MS = 10_000;

let twilio: FakeTwilio;
let provider: Provider;

beforeAll(async () => {
  twilio = await startFakeTwilio({ accountSid, authToken });
  provider = createTwilio({
    accountSid,
    authToken,
    baseUrl: `${twilio.url}/`,
    publicUrl: 'http://127.0.0.1:9/punctual/',
  });
  twilio.callbacks({ mode: 'none' });
});
afterAll(() => twilio.stop());
beforeEach(() => twilio.faults.always(null));

const lastEntry = () => twilio.ledger.entries.at(-1);
const params = () => Object.fromEntries(lastEntry()?.params ?? []);

describe('what Twilio is given', () => {
  test('N1: an SMS from a number, with our id in the address that its reports come to', async () => {
    const outcome = await provider.send(buildOutbound(), PLENTY_MS);
    expect(outcome).toEqual({ kind: 'accepted', providerMessageId: lastEntry()?.sid });
    expect(params()).toEqual({
      To: '+12125550123',
      From: '+12125550100',
      Body: 'Hello',
      StatusCallback:
        'http://127.0.0.1:9/punctual/providers/twilio/status/msg_0198c0de-0000-7000-8000-000000000001',
    });
  });

  test('N4: an SMS from a messaging service', async () => {
    const serviceSid = `MG${'1'.repeat(32)}`;
    const from = { address: null, serviceSid, name: 'Service' };
    await provider.send(buildOutbound({ from }), PLENTY_MS);
    expect(params()).toMatchObject({ MessagingServiceSid: serviceSid });
    expect(params()).not.toHaveProperty('From');
  });

  test('N1: an MMS with its media in their order', async () => {
    const mediaUrls = ['https://example.com/b.png', 'https://example.com/a.png?x=1&y=2'];
    await provider.send(buildOutbound({ channel: 'mms', mediaUrls }), PLENTY_MS);
    const media = lastEntry()?.params.filter(([name]) => name === 'MediaUrl');
    expect(media?.map(([, value]) => value)).toEqual(mediaUrls);
    expect(lastEntry()?.sid).toMatch(/^MM/);
  });
});

describe('what Twilio answers', () => {
  const cases: readonly [string, Fault, object, accepted: number][] = [
    [
      '429',
      { kind: 'answer', status: 429, code: 20429, retryAfterS: 7 },
      { kind: 'not_sent', code: '20429', retryAfterMs: 7_000 },
      0,
    ],
    [
      'bad credentials',
      { kind: 'answer', status: 401, code: 20003 },
      { kind: 'not_sent', code: '20003' },
      0,
    ],
    [
      'an opt-out',
      { kind: 'answer', status: 400, code: 21610 },
      { kind: 'refused', code: '21610', detail: 'the recipient has opted out' },
      0,
    ],
    ['500', { kind: 'answer', status: 500 }, { kind: 'ambiguous' }, 0],
    ['503 without a code', { kind: 'answer', status: 503 }, { kind: 'ambiguous' }, 0],
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
    [
      'nothing at all, though it took the message',
      { kind: 'hang_after_accept' },
      { kind: 'ambiguous', code: 'timeout' },
      1,
    ],
    ['too late', { kind: 'slow', ms: 5_000 }, { kind: 'ambiguous', code: 'timeout' }, 1],
    ['garbage', { kind: 'garbage' }, { kind: 'ambiguous', code: 'unreadable_answer' }, 1],
  ];
  test.each(cases)('%s', async (_, fault, outcome, accepted) => {
    const before = twilio.ledger.entries.length;
    twilio.faults.next(fault);
    expect(await provider.send(buildOutbound(), TIMEOUT_MS)).toMatchObject(outcome);
    expect(twilio.ledger.entries.length - before).toBe(accepted);
  });

  test('one try only: after a 429 it is not asked again', async () => {
    const before = twilio.ledger.entries.length;
    twilio.faults.next({ kind: 'answer', status: 429, code: 20429 });
    await provider.send(buildOutbound(), PLENTY_MS);
    expect(twilio.ledger.entries.length).toBe(before);
  });

  test.each([
    ['is not a number', { to: { address: '+1', name: null } }, '21211'],
    [
      'is of another channel',
      { from: { address: 'whatsapp:+1212', serviceSid: null, name: 'x' } },
      '21910',
    ],
    ['has too long a text', { text: 'x'.repeat(1_601) }, '21617'],
  ])('its own refusal of a message that %s', async (_, overrides, code) => {
    const outcome = await provider.send(buildOutbound(overrides), PLENTY_MS);
    expect(outcome).toMatchObject({ kind: 'refused', code });
  });

  test('nobody there: certainly not sent', async () => {
    const gone = createTwilio({ accountSid, authToken, baseUrl: 'http://127.0.0.1:9' });
    expect(await gone.send(buildOutbound(), PLENTY_MS)).toEqual({
      kind: 'not_sent',
      code: 'econnrefused',
    });
  });
});

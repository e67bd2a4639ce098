import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LookUpQuestion, OutboundMessage } from '#providers/provider';
import { createTwilio } from '#providers/twilio';
import { type FakeTwilio, startFakeTwilio } from '#test/support/fakes/fake-twilio';
import { buildOutbound } from './build-outbound.ts';

const accountSid = `AC${'0'.repeat(32)}`;
const authToken = 'token';
const PLENTY_MS = 10_000;

let twilio: FakeTwilio;
let provider: ReturnType<typeof createTwilio>;
let recipients = 0;

beforeAll(async () => {
  twilio = await startFakeTwilio({ accountSid, authToken });
  twilio.callbacks({ mode: 'none' });
  provider = createTwilio({ accountSid, authToken, baseUrl: twilio.url });
});
afterAll(() => twilio.stop());

/** To a recipient of its own. */
function message(overrides: Partial<OutboundMessage> = {}): OutboundMessage {
  const to = { address: `+1212555${String(1_000 + recipients++)}`, name: null };
  return buildOutbound({ to, ...overrides });
}

function about(sent: OutboundMessage, overrides: Partial<LookUpQuestion> = {}): LookUpQuestion {
  const { messageId, workspaceId, channel, from, to, text } = sent;
  const attemptedAt = [new Date()];
  return { messageId, workspaceId, channel, from, to: to.address, text, attemptedAt, ...overrides };
}

const ask = (question: LookUpQuestion, timeoutMs = PLENTY_MS) =>
  provider.lookUp?.(question, timeoutMs);

async function loseAnswerOf(sent: OutboundMessage): Promise<string> {
  twilio.faults.next({ kind: 'drop_after_accept' });
  expect(await provider.send(sent, PLENTY_MS)).toMatchObject({ kind: 'ambiguous' });
  await twilio.whenIdle();
  return twilio.ledger.entries.at(-1)?.sid ?? '';
}

describe('Twilio, asked for a message whose answer was lost', () => {
  test('shows it, with its status, as a callback would', async () => {
    const sent = message();
    const sid = await loseAnswerOf(sent);
    expect(await ask(about(sent))).toEqual({
      kind: 'alike',
      reports: [
        {
          vendor: 'twilio',
          providerMessageId: sid,
          dedupeKey: `${sid} delivered`,
          dedupeKeys: expect.arrayContaining([`${sid} queued`, `${sid} delivered`]),
          status: 'delivered',
          code: null,
          at: expect.any(Date),
          createdAt: expect.any(Date),
        },
      ],
    });
  });

  test('shows it while it waits there and has no date of sending', async () => {
    twilio.callbacks({ statuses: [] });
    const sent = message();
    const sid = await loseAnswerOf(sent);
    twilio.callbacks({ statuses: ['sent', 'delivered'] });
    expect(await ask(about(sent))).toMatchObject({
      reports: [{ dedupeKey: `${sid} queued`, status: 'sent' }],
    });
  });

  test('shows what it gave up, with its code', async () => {
    twilio.callbacks({ statuses: ['undelivered'], errorCode: 30005 });
    const sent = message();
    await loseAnswerOf(sent);
    twilio.callbacks({ statuses: ['sent', 'delivered'] });
    expect(await ask(about(sent))).toMatchObject({
      reports: [{ status: 'undelivered', code: '30005' }],
    });
  });

  test.each([
    ['whatsapp', message({ channel: 'whatsapp' })],
    ['a template', message({ channel: 'whatsapp', text: null, contentSid: `HX${'2'.repeat(32)}` })],
    ['mms', message({ channel: 'mms', mediaUrls: ['https://example.com/a.png'] })],
    [
      'a messaging service',
      message({ from: { address: null, serviceSid: `MG${'1'.repeat(32)}`, name: 'Service' } }),
    ],
  ])('shows it by %s, too', async (_, sent) => {
    const sid = await loseAnswerOf(sent);
    expect(await ask(about(sent))).toMatchObject({ reports: [{ providerMessageId: sid }] });
  });

  test('shows nothing of other texts, senders, recipients and times', async () => {
    const sent = message();
    await loseAnswerOf(sent);
    const from = { address: '+12125550199', serviceSid: null };
    const service = { address: null, serviceSid: `MG${'1'.repeat(32)}` };
    const others: Partial<LookUpQuestion>[] = [
      { text: 'Hello!' },
      { text: 'ello' },
      { from },
      { from: service },
      { to: '+12125550999' },
      { channel: 'whatsapp' },
      { attemptedAt: [new Date(Date.now() + 60_000)] },
      { attemptedAt: [new Date(Date.now() - 3_600_000)] },
    ];
    for (const other of others) expect(await ask(about(sent, other))).toEqual({ kind: 'none' });
  });

  test('shows one that lies behind hundreds of newer ones', async () => {
    const sent = message();
    const sid = await loseAnswerOf(sent);
    for (let count = 0; count < 210; count++) {
      await provider.send({ ...sent, text: `${count}` }, PLENTY_MS);
    }
    expect(await ask(about(sent))).toMatchObject({ reports: [{ providerMessageId: sid }] });
  });

  test.each([
    [{ kind: 'answer', status: 429 }, '20429'],
    [{ kind: 'answer', status: 503 }, '20500'],
    [{ kind: 'answer', status: 401 }, '20003'],
    [{ kind: 'drop_before_accept' }, 'econnreset'],
    [{ kind: 'hang_before_accept' }, 'timeout'],
    [{ kind: 'garbage' }, 'unreadable_answer'],
  ] as const)('cannot be asked where it answers with %j', async (fault, code) => {
    twilio.lookupFaults.next(fault);
    expect(await ask(about(message()), 500)).toEqual({ kind: 'unavailable', code });
  });

  test('cannot be asked where it is not there', async () => {
    const gone = createTwilio({ accountSid, authToken, baseUrl: 'http://127.0.0.1:9' });
    expect(await gone.lookUp?.(about(message()), PLENTY_MS)).toEqual({
      kind: 'unavailable',
      code: 'econnrefused',
    });
  });
});

import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { eventually } from '#test/support/eventually';
import { startVendorStage, type VendorStage } from '#test/support/vendor-stage';

const SOON_MS = 1_500;

let stage: VendorStage;
const from: Record<string, string> = {};

beforeAll(async () => {
  stage = await startVendorStage();
  const add = async (name: string, sender: object) => {
    from[name] = await stage.addSender({ name, ...sender } as never);
  };
  const number = { provider: 'twilio', address: '+12125550188' };
  await add('sms', { channel: 'sms', ...number });
  await add('mms', { channel: 'mms', ...number });
  await add('whatsapp', { channel: 'whatsapp', ...number });
  await add('sendgrid', { channel: 'email', provider: 'sendgrid', address: 'desk@example.com' });
  await add('smtp', { channel: 'email', provider: 'smtp', address: 'mail@example.com' });
});
afterAll(() => stage.stop());
beforeEach(() => stage.twilio.callbacks({ mode: 'usual', statuses: ['sent', 'delivered'] }));

const kinds = async (id: string) => (await stage.system.events(id)).map(({ kind }) => kind);
const eventsUrl = () => `${stage.url}/providers/sendgrid/events`;

function sms(overrides: object = {}): Promise<string> {
  const to = '+12125550123';
  return stage.post({ channel: 'sms', from: from.sms, to, text: 'Hello', ...overrides } as never);
}

let mailboxes = 0;

/** To a mailbox of its own: one that bounces gets nothing more. */
function email(overrides: object = {}): Promise<string> {
  const to = `ana${mailboxes++}@example.org`;
  const message = { channel: 'email', to, subject: 'Your table', text: 'At 8' };
  return stage.post({ ...message, from: from.sendgrid, ...overrides } as never);
}

/** The mail of a message, once SendGrid has it. */
const mailOf = (id: string) =>
  eventually(`the mail of ${id}`, () =>
    stage.sendgrid.ledger.entries.find(({ mail }) => mail.custom_args?.punctual_message_id === id),
  );

describe('Twilio', () => {
  test.each([
    ['sms', {}],
    ['mms', { mediaUrls: ['https://example.com/a.png'] }],
    [
      'whatsapp',
      { text: undefined, contentSid: `HX${'1'.repeat(32)}`, contentVariables: { '1': 'Ana' } },
    ],
  ])(
    'N1: a scheduled message by %s leaves at its time, and is delivered by callback',
    async (channel, fields) => {
      const sendAt = stage.system.inMs(SOON_MS);
      const id = await sms({ channel, from: from[channel], sendAt, ...fields });
      const row = await stage.system.untilStatus(id, 'delivered');
      const entry = stage.twilio.ledger.entries.find(({ sid }) => sid === row.providerMessageId);
      expect(entry?.acceptedAt.getTime()).toBeGreaterThanOrEqual(row.sendAt.getTime());
      expect(row).toMatchObject({
        failureCode: null,
        sentAt: expect.any(Date),
        deliveredAt: expect.any(Date),
      });
      const seen = await kinds(id);
      expect(seen.slice(0, 2)).toEqual(['accepted', 'sending']);
      expect(seen.filter((kind) => kind === 'delivered')).toHaveLength(1);
    },
  );

  test.each(['early', 'twice', 'reordered'] as const)(
    'callbacks that come %s end the same',
    async (mode) => {
      stage.twilio.callbacks({ mode });
      const id = await sms();
      await stage.system.untilStatus(id, 'delivered');
      await stage.twilio.whenIdle();
      expect((await stage.system.row(id)).status).toBe('delivered');
      const reports = (await kinds(id)).filter((kind) =>
        ['sent', 'delivered', 'receipt'].includes(kind),
      );
      expect(reports.filter((kind) => kind === 'delivered')).toHaveLength(1);
      expect(await stage.system.attempts(id)).toMatchObject([{ outcome: 'accepted' }]);
      await eventually('no workflow that still runs', async () => {
        return (await stage.system.workflowStatus(id)) !== 'RUNNING';
      });
    },
  );

  test('forged callbacks are refused, and change nothing', async () => {
    stage.twilio.callbacks({ mode: 'forged' });
    const id = await sms();
    const { providerMessageId } = await stage.system.untilStatus(id, 'sent');
    await stage.twilio.whenIdle();
    const answers = stage.twilio.posts.slice(-2).map(({ status }) => status);
    expect(answers).toEqual([403, 403]);
    expect((await stage.system.row(id)).status).toBe('sent');
    await stage.twilio.callback(providerMessageId ?? '', 'delivered');
    expect((await stage.system.row(id)).status).toBe('delivered');
  });

  test.each([
    ['undelivered', 30005],
    ['failed', 30008],
  ] as const)('%s comes with its code', async (status, errorCode) => {
    stage.twilio.callbacks({ mode: 'usual', statuses: ['sent', status], errorCode });
    const id = await sms();
    const row = await stage.system.untilStatus(id, status);
    expect(row.failureCode).toBe(String(errorCode));
    const last = (await stage.system.events(id)).at(-1);
    expect(last).toMatchObject({
      kind: status,
      details: { provider: 'twilio', code: String(errorCode) },
    });
  });

  test('a message whose answer was lost is unknown until its callback proves that it was taken', async () => {
    stage.twilio.callbacks({ mode: 'none' });
    stage.twilio.faults.next({ kind: 'drop_after_accept' });
    const id = await sms();
    await stage.system.untilStatus(id, 'unknown');
    const entry = stage.twilio.ledger.entries.at(-1);
    await stage.twilio.callback(entry?.sid ?? '', 'delivered');
    const row = await stage.system.row(id);
    expect(row).toMatchObject({
      status: 'delivered',
      failureCode: null,
      providerMessageId: entry?.sid,
    });
    expect(await stage.system.attempts(id)).toMatchObject([{ outcome: 'accepted' }]);
  });

  test("a refusal is final, with Twilio's code", async () => {
    stage.twilio.optOut('+12125550177');
    const id = await sms({ to: '+12125550177' });
    const row = await stage.system.untilStatus(id, 'failed');
    expect(row).toMatchObject({
      failureCode: '21610',
      failureDetail: 'the recipient has opted out',
    });
  });

  test('a message goes out after a 429, no sooner than Twilio asked', async () => {
    stage.twilio.faults.next({ kind: 'answer', status: 429, code: 20429, retryAfterS: 2 });
    const id = await sms();
    await stage.system.untilStatus(id, 'delivered');
    const [first, second] = await stage.system.attempts(id);
    const waitedMs = (second?.startedAt.getTime() ?? 0) - (first?.finishedAt?.getTime() ?? 0);
    expect(waitedMs).toBeGreaterThanOrEqual(2_000);
    expect(first).toMatchObject({ outcome: 'not_sent', code: '20429' });
  });
});

describe('SendGrid', () => {
  test('N1: a scheduled email leaves at its time, and is delivered by its event', async () => {
    const sendAt = stage.system.inMs(SOON_MS);
    const id = await email({ sendAt, html: '<p>At 8</p>' });
    const entry = await mailOf(id);
    const row = await stage.system.untilStatus(id, 'sent');
    expect(entry.acceptedAt.getTime()).toBeGreaterThanOrEqual(row.sendAt.getTime());
    expect(row.providerMessageId).toBe(entry.messageId);
    const events = [
      stage.sendgrid.eventFor(entry, 'processed'),
      stage.sendgrid.eventFor(entry, 'delivered'),
    ];
    const post = await stage.sendgrid.events(events, { url: eventsUrl() });
    expect(post.status).toBe(204);
    expect(await stage.system.row(id)).toMatchObject({
      status: 'delivered',
      deliveredAt: expect.any(Date),
    });
  });

  test('the same events again, and in another order, change nothing', async () => {
    const id = await email();
    const entry = await mailOf(id);
    await stage.system.untilStatus(id, 'sent');
    const delivered = stage.sendgrid.eventFor(entry, 'delivered');
    const processed = stage.sendgrid.eventFor(entry, 'processed');
    await stage.sendgrid.events([delivered, delivered], { url: eventsUrl() });
    await stage.sendgrid.events([processed, delivered], { url: eventsUrl() });
    expect(await kinds(id)).toEqual(['accepted', 'sending', 'sent', 'delivered', 'receipt']);
  });

  test('a bounce: undelivered, with its code; after a delivery it stays on the timeline', async () => {
    const bounced = await email();
    const delivered = await email();
    for (const id of [bounced, delivered]) await stage.system.untilStatus(id, 'sent');
    const [one, other] = [await mailOf(bounced), await mailOf(delivered)];
    const events = [
      stage.sendgrid.eventFor(one, 'bounce'),
      stage.sendgrid.eventFor(other, 'delivered'),
      stage.sendgrid.eventFor(other, 'bounce'),
    ];
    await stage.sendgrid.events(events, { url: eventsUrl() });
    expect(await stage.system.row(bounced)).toMatchObject({
      status: 'undelivered',
      failureCode: '5.1.1',
    });
    expect(await stage.system.row(delivered)).toMatchObject({
      status: 'delivered',
      failureCode: null,
    });
    expect((await kinds(delivered)).slice(-2)).toEqual(['delivered', 'receipt']);
  });

  test('events with unknown kinds, strange fields and unknown messages are passed over', async () => {
    const id = await email();
    const entry = await mailOf(id);
    await stage.system.untilStatus(id, 'sent');
    const delivered = stage.sendgrid.eventFor(entry, 'delivered');
    const events = [
      { ...delivered, event: 'opened_by_a_ghost', sg_event_id: 'a' },
      { ...delivered, punctual_message_id: 'msg_of_nobody', sg_event_id: 'b' },
      { ...delivered, punctual_message_id: 7, sg_event_id: 'c' },
      { ...delivered, sg_event_id: null },
      null,
      'text',
      { ...delivered, timestamp: 1e18, extra: { deep: [1] } },
    ] as object[];
    const post = await stage.sendgrid.events(events, { url: eventsUrl() });
    expect(post.status).toBe(204);
    expect((await stage.system.row(id)).status).toBe('delivered');
  });

  test('another key and a stale signature are refused', async () => {
    const id = await email();
    const entry = await mailOf(id);
    await stage.system.untilStatus(id, 'sent');
    const events = [stage.sendgrid.eventFor(entry, 'delivered')];
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const stale = String(Math.floor(Date.now() / 1000) - 301);
    const url = eventsUrl();
    expect((await stage.sendgrid.events(events, { url, privateKey })).status).toBe(403);
    expect((await stage.sendgrid.events(events, { url, timestamp: stale })).status).toBe(403);
    expect((await stage.system.row(id)).status).toBe('sent');
  });
});

describe('a mail server', () => {
  test('N1: a scheduled email leaves at its time', async () => {
    const id = await email({ from: from.smtp, sendAt: stage.system.inMs(SOON_MS) });
    const row = await stage.system.untilStatus(id, 'sent');
    const entry = stage.smtp.ledger.entries.find(({ messageId }) => messageId?.startsWith(id));
    expect(row.providerMessageId).toBe(`<${entry?.messageId}>`);
    expect(entry?.acceptedAt.getTime()).toBeGreaterThanOrEqual(row.sendAt.getTime());
  });

  test('what it refuses is failed, with its code', async () => {
    stage.smtp.faults.next({ kind: 'answer', status: 550 });
    const id = await email({ from: from.smtp });
    expect(await stage.system.untilStatus(id, 'failed')).toMatchObject({ failureCode: 'smtp_550' });
  });
});

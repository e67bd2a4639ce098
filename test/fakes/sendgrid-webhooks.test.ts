import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type FakeSendGrid, startFakeSendGrid } from '#test/support/fakes/fake-sendgrid';
import type { SendGridEntry } from '#test/support/fakes/sendgrid-event';
import { type Received, type Receiver, startReceiver } from './start-receiver.ts';

let fake: FakeSendGrid;
let receiver: Receiver;
let url: string;

beforeAll(async () => {
  fake = await startFakeSendGrid({ apiKey: 'SG.key' });
});
afterAll(() => fake.stop());
beforeEach(async () => {
  receiver = await startReceiver();
  url = `${receiver.url}/204`;
  return receiver.stop;
});

const entry: SendGridEntry = {
  messageId: 'filter-1',
  to: 'ann@example.com',
  mail: {
    from: { email: 'us@example.com' },
    personalizations: [{ to: [{ email: 'ann@example.com' }], custom_args: { part: '1' } }],
    subject: 'Hello',
    content: [{ type: 'text/plain', value: 'Hello' }],
    custom_args: { our_id: 'msg_1' },
  },
  rawBody: '',
  headers: {},
  acceptedAt: new Date(0),
};

function isGenuine({ headers, body }: Received | undefined = { url: '', headers: {}, body: '' }) {
  const der = Buffer.from(fake.webhookPublicKey, 'base64');
  const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
  const timestamp = String(headers['x-twilio-email-event-webhook-timestamp']);
  const signature = String(headers['x-twilio-email-event-webhook-signature']);
  return verify('sha256', Buffer.from(timestamp + body), key, Buffer.from(signature, 'base64'));
}

describe('events', () => {
  it('come as a signed array', async () => {
    const events = [fake.eventFor(entry, 'processed'), fake.eventFor(entry, 'delivered')];
    const posted = await fake.events(events, { url });
    const [received] = receiver.received.entries;
    expect([posted.status, isGenuine(received)]).toEqual([204, true]);
    expect(JSON.parse(received?.body ?? '')).toEqual(events);
    expect(fake.posts.at(-1)).toBe(posted);
  });

  it('come with an old timestamp, or from a forger', async () => {
    await fake.events([], { url, timestamp: '1500000000' });
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    await fake.events([], { url, privateKey });
    const [old, forged] = receiver.received.entries;
    expect(old?.headers['x-twilio-email-event-webhook-timestamp']).toBe('1500000000');
    expect([isGenuine(old), isGenuine(forged)]).toEqual([true, false]);
  });

  it('tell of a mail with its custom arguments at the top', () => {
    const nowS = Math.floor(Date.now() / 1000);
    const event = fake.eventFor(entry, 'bounce', { reason: '550 no such user' });
    expect(event).toMatchObject({
      event: 'bounce',
      email: 'ann@example.com',
      our_id: 'msg_1',
      part: '1',
      type: 'bounce',
      reason: '550 no such user',
      sg_message_id: expect.stringMatching(/^filter-1\./),
      'smtp-id': expect.stringMatching(/^<.+>$/),
    });
    expect(event.timestamp - nowS).toBeLessThanOrEqual(1);
    expect(event.sg_event_id).not.toBe(fake.eventFor(entry, 'bounce').sg_event_id);
  });

  it.each([
    ['processed', {}],
    ['delivered', { response: expect.stringMatching(/^250/) }],
    ['deferred', { attempt: '1' }],
    ['dropped', { reason: 'Bounced Address' }],
    ['open', { sg_machine_open: false }],
    ['click', { url: 'https://example.com/' }],
    ['spamreport', {}],
    ['unsubscribe', {}],
  ] as const)('know "%s"', (kind, details) => {
    expect(fake.eventFor(entry, kind)).toMatchObject({ event: kind, ...details });
  });
});

describe('a mail that comes in', () => {
  it('is posted as a form of several parts', async () => {
    const from = 'Ann <ann@example.com>';
    const to = 'reply@in.example.com';
    const headers = 'In-Reply-To: <msg_1@example.com>\n';
    const mail = { from, to, subject: 'Ré: Hello', text: 'Yes', html: '<p>Yes</p>', headers };
    const envelope = { from: 'ann@example.com', to: [to] };
    await fake.inboundParse({ ...mail, envelope, url });
    const [received] = receiver.received.entries;
    const type = received?.headers['content-type'] ?? '';
    expect(type).toMatch(/^multipart\/form-data; boundary=/);
    const form = new Response(received?.body ?? '', { headers: { 'content-type': type } });
    const fields = Object.fromEntries(await form.formData());
    expect(fields).toMatchObject({ ...mail, envelope: JSON.stringify(envelope) });
  });
});

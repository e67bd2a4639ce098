import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type FakeSendGrid, startFakeSendGrid } from '#test/support/fakes/fake-sendgrid';
import { toInboundForm } from '#test/support/fakes/inbound-mail';
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
  const from = 'Ann <ann@example.com>';
  const to = 'reply@in.example.com';

  async function post(mail: object): Promise<{ type: string; form: FormData }> {
    await fake.inboundParse({ from, to, subject: 'Hello', ...mail, url });
    const [received] = receiver.received.entries;
    const type = received?.headers['content-type'] ?? '';
    const form = new Response(received?.body ?? '', { headers: { 'content-type': type } });
    return { type, form: await form.formData() };
  }

  it('is posted as a form of several parts', async () => {
    const headers = 'In-Reply-To: <msg_1@example.com>\n';
    const mail = { subject: 'Ré: Hello', cc: 'bo@example.com', text: 'Yes', html: '<p>Yes</p>' };
    const { type, form } = await post({ ...mail, headers });
    expect(type).toBe('multipart/form-data; boundary=xYzZY');
    expect(Object.fromEntries(form)).toEqual({
      ...mail,
      from,
      to,
      headers,
      sender_ip: '203.0.113.7',
      SPF: 'pass',
      dkim: '{@example.com : pass}',
      attachments: '0',
      envelope: '{"to":["reply@in.example.com"],"from":"ann@example.com"}',
      charsets:
        '{"to":"UTF-8","from":"UTF-8","cc":"UTF-8","subject":"UTF-8","text":"UTF-8","html":"UTF-8"}',
    });
  });

  it('has only the texts that it had, each in its charset, byte for byte', () => {
    const text = Buffer.from('d\u00e9j\u00e0', 'latin1');
    const { body } = toInboundForm({
      ...{ from, to, subject: 'Hello', text, charsets: { text: 'iso-8859-1' } },
      headers: 'Subject: Hello\n',
    });
    const part = (name: string, value: string) =>
      `--xYzZY\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
    const charsets = { to: 'UTF-8', from: 'UTF-8', subject: 'UTF-8', text: 'iso-8859-1' };
    expect(body.toString('latin1')).toBe(
      [
        part('headers', 'Subject: Hello\n'),
        part('sender_ip', '203.0.113.7'),
        part('SPF', 'pass'),
        part('to', to),
        part('subject', 'Hello'),
        part('text', 'd\u00e9j\u00e0'),
        part('attachments', '0'),
        part('charsets', JSON.stringify(charsets)),
        part('dkim', '{@example.com : pass}'),
        part('from', from),
        part('envelope', `{"to":["${to}"],"from":"ann@example.com"}`),
        '--xYzZY--\r\n',
      ].join(''),
    );
  });

  it('has its attachments as files, and says what they are', async () => {
    const content = Buffer.from('--xYzZY\r\n');
    const file = { filename: 'a.png', type: 'image/png', content };
    const { type, form } = await post({ attachments: [file] });
    expect(type).toBe('multipart/form-data; boundary=xYzZYZ');
    expect(form.get('attachments')).toBe('1');
    const info = { attachment1: { filename: 'a.png', name: 'a.png', type: 'image/png' } };
    expect(JSON.parse(String(form.get('attachment-info')))).toEqual(info);
    const sent = form.get('attachment1') as File;
    expect([sent.name, sent.type, await sent.text()]).toEqual([
      'a.png',
      'image/png',
      '--xYzZY\r\n',
    ]);
  });

  it('raw, is one field, without the header apart', async () => {
    const { form } = await post({ raw: 'From: ann@example.com\r\n\r\nYes\r\n' });
    expect(form.get('email')).toBe('From: ann@example.com\r\n\r\nYes\r\n');
    expect([form.has('headers'), form.has('text')]).toEqual([false, false]);
  });
});

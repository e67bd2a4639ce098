import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { eventually } from '#test/support/eventually';
import type { InboundMail } from '#test/support/fakes/inbound-mail';
import { startVendorStage, type VendorStage } from '#test/support/vendor-stage';

const HOUR_MS = 3_600_000;
const SOON_MS = 1_500;
const DESK = 'desk@example.com';

let stage: VendorStage;
let sendgrid: string;
let smtp: string;
let people = 0;
let ana: { id: string; address: string };

beforeAll(async () => {
  stage = await startVendorStage();
  const sender = { channel: 'email', name: 'Desk' } as const;
  sendgrid = await stage.addSender({ ...sender, provider: 'sendgrid', address: DESK });
  smtp = await stage.addSender({ ...sender, provider: 'smtp', address: 'mail@example.com' });
});
afterAll(() => stage.stop());
beforeEach(async () => {
  const address = `ana${people++}@example.org`;
  const contact = { name: 'Ana', phones: [], emails: [{ address }] };
  ana = { id: (await ask('POST', '/v1/contacts', contact)).id, address };
});

async function ask(method: string, path: string, body?: object) {
  const answer = await fetch(`${stage.url}${path}`, {
    method,
    headers: { Authorization: `Bearer ${stage.system.key}`, 'Content-Type': 'application/json' },
    body: body === undefined ? null : JSON.stringify(body),
  });
  expect(answer.ok).toBe(true);
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came
  return (await answer.json()) as any;
}

const conversation = async () => (await ask('GET', `/v1/contacts/${ana.id}/conversation`)).data;
const post = (overrides: object = {}) =>
  stage.post({
    ...({ channel: 'email', subject: 'Your table', text: 'At 8', from: sendgrid } as const),
    ...{ contactId: ana.id, ...overrides },
  });
const mailOf = (id: string) =>
  eventually(`the mail of ${id}`, () =>
    stage.sendgrid.ledger.entries.find(({ mail }) => mail.custom_args?.punctual_message_id === id),
  );

/** What Ana writes back. */
function answer(overrides: Partial<InboundMail> = {}) {
  return stage.sendgrid.inboundParse({
    ...{ from: `Ana <${ana.address}>`, to: DESK, subject: 'Re: Your table', text: 'Yes, please!' },
    ...overrides,
    url: stage.inboundUrl,
  });
}

describe('V2: an answer to a scheduled email', () => {
  test('lands in the same conversation, once, from whatever address', async () => {
    const id = await post({ sendAt: stage.system.inMs(SOON_MS) });
    const messageId = (await mailOf(id)).mail.headers?.['Message-ID'];
    await stage.system.untilStatus(id, 'sent');
    const headers = `Message-Id: <new${people}@example.org>\nReferences: <older@x>\n ${messageId}\nIn-Reply-To: ${messageId}\n`;
    const mail = { from: '"Lima, Ana" <ana@home.example>', to: 'in@parse.example.com', headers };
    for (const _ of [1, 2]) expect((await answer(mail)).status).toBe(204);
    expect(await conversation()).toMatchObject([
      {
        kind: 'reply',
        channel: 'email',
        from: 'ana@home.example',
        subject: 'Re: Your table',
        text: 'Yes, please!',
        html: null,
        messageId: id,
        senderId: sendgrid,
      },
      { kind: 'message', id },
    ]);
    const { sql } = stage.system.core.connection;
    expect(
      await sql`SELECT provider_message_id, thread_ids FROM replies WHERE message_id = ${id}`,
    ).toEqual([
      { provider_message_id: `<new${people}@example.org>`, thread_ids: ['<older@x>', messageId] },
    ]);
  });

  test('is what the next email with its subject answers', async () => {
    const first = await post();
    const sent = (await mailOf(first)).mail.headers?.['Message-ID'];
    await stage.system.untilStatus(first, 'sent');
    const written = `<written${people}@example.org>`;
    await answer({
      headers: `Message-Id: ${written}\nReferences: ${sent}\nIn-Reply-To: ${sent}\n`,
    });
    const second = await post({ subject: 'Re: Your table' });
    expect((await mailOf(second)).mail.headers).toMatchObject({
      'In-Reply-To': written,
      References: `${sent} ${written}`,
    });
  });

  test('to where it was asked to go to lands there, though it names nothing', async () => {
    const from = await stage.addSender({
      ...{ channel: 'email', provider: 'sendgrid', name: 'Desk', address: 'news@example.com' },
      settings: { replyTo: 'Answers@Parse.example.com' },
    });
    const id = await post({ from });
    await stage.system.untilStatus(id, 'sent');
    await answer({ to: 'answers@parse.example.com' });
    expect(await conversation()).toMatchObject([
      { kind: 'reply', messageId: id, senderId: from },
      { kind: 'message', id },
    ]);
  });

  test('by a mail server comes in the same way', async () => {
    const id = await post({ from: smtp });
    const { providerMessageId } = await stage.system.untilStatus(id, 'sent');
    await answer({ to: 'in@parse.example.com', headers: `In-Reply-To: ${providerMessageId}\n` });
    expect(await conversation()).toMatchObject([
      { kind: 'reply', messageId: id, senderId: smtp },
      { kind: 'message', id },
    ]);
  });

  test('C5: cancels what was to go only if nobody answers; an absence note does not', async () => {
    const id = await post();
    await stage.system.untilStatus(id, 'sent');
    const pending = await post({ sendAt: stage.system.inMs(HOUR_MS), cancelOn: ['reply'] });
    const plain = await post({ sendAt: stage.system.inMs(HOUR_MS) });
    await answer({ text: 'I am away', headers: 'Auto-Submitted: auto-replied\n' });
    await answer({ from: 'MAILER-DAEMON@mx.example.org', headers: `In-Reply-To: <${id}@x>\n` });
    expect((await stage.system.row(pending)).status).toBe('scheduled');
    await answer();
    expect(await stage.system.row(pending)).toMatchObject({
      status: 'canceled',
      cancelReason: 'replied',
    });
    expect((await stage.system.row(plain)).status).toBe('scheduled');
    const texts = (await conversation()).map((item: { text: string }) => item.text);
    expect(texts).toEqual(['At 8', 'Yes, please!', 'At 8', 'I am away', 'At 8']);
  });

  test('in another charset, with NULs and an attachment, is kept as it was meant', async () => {
    await answer({
      text: Buffer.from('d\u00e9j\u00e0 \0vu', 'latin1'),
      charsets: { text: 'iso-8859-1' },
      subject: 'a\0b \u{1f44d}',
      attachments: [{ filename: 'a.png', type: 'image/png', content: Buffer.alloc(2_000_000) }],
    });
    expect(await conversation()).toMatchObject([
      { kind: 'reply', text: 'd\u00e9j\u00e0 vu', subject: 'ab \u{1f44d}', messageId: null },
    ]);
  });

  test('with a wrong secret is refused', async () => {
    const refused = await stage.sendgrid.inboundParse({
      ...{ from: ana.address, to: DESK, subject: 'x', text: 'x', url: `${stage.inboundUrl}x` },
    });
    expect(refused.status).toBe(403);
    expect(await conversation()).toEqual([]);
  });
});

describe('O1: opens and clicks', () => {
  test('prove the delivery, are on the timeline, and are kept once', async () => {
    const id = await post();
    const entry = await mailOf(id);
    await stage.system.untilStatus(id, 'sent');
    const events = [
      stage.sendgrid.eventFor(entry, 'open', { sg_machine_open: true }),
      stage.sendgrid.eventFor(entry, 'click'),
      // O3: a program that gives its name.
      stage.sendgrid.eventFor(entry, 'click', { useragent: 'Barracuda Sentinel (EE)' }),
    ];
    const url = `${stage.url}/providers/sendgrid/events`;
    for (const _ of [1, 2]) expect((await stage.sendgrid.events(events, { url })).status).toBe(204);
    expect((await stage.system.row(id)).status).toBe('delivered');
    const { data } = await ask('GET', `/v1/messages/${id}/timeline`);
    expect(data.slice(-4)).toMatchObject([
      { kind: 'delivered' },
      { kind: 'engaged', details: { engagement: 'open', machine: true } },
      { kind: 'engaged', details: { engagement: 'click', machine: false } },
      { kind: 'engaged', details: { engagement: 'click', machine: true } },
    ]);
    const { sql } = stage.system.core.connection;
    const kept = () => sql`SELECT kind, machine, contact_id AS contact FROM engagement_events
      WHERE message_id = ${id} ORDER BY kind DESC, machine`;
    expect(await kept()).toEqual([
      { kind: 'open', machine: true, contact: ana.id },
      { kind: 'click', machine: false, contact: ana.id },
      { kind: 'click', machine: true, contact: ana.id },
    ]);
    await fetch(`${stage.url}/v1/contacts/${ana.id}`, {
      method: 'DELETE',
      headers: { Authorization: `Bearer ${stage.system.key}` },
    });
    expect(await kept()).toEqual([]);
  });
});

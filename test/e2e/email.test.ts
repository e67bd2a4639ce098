import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '#db/new-id';
import { eventually } from '#test/support/eventually';
import { startVendorStage, type VendorStage } from '#test/support/vendor-stage';
import { readHeader } from '../providers/read-header.ts';

const SOON_MS = 1_500;
const HOUR_MS = 3_600_000;
const vendors = ['sendgrid', 'smtp', 'sink'] as const;
type Vendor = (typeof vendors)[number];

let stage: VendorStage;
const from: Partial<Record<Vendor, string>> = {};

beforeAll(async () => {
  stage = await startVendorStage();
  for (const provider of vendors) {
    from[provider] = await stage.addSender({
      channel: 'email',
      provider,
      address: `${provider}@example.com`,
      name: 'Caf\u00e9 \u{1f37d}',
      settings: { replyTo: 'answers@example.com' },
    });
  }
  await patchWorkspace({ unsubscribeHeaders: true });
});
afterAll(() => stage.stop());

const headers = () => ({
  Authorization: `Bearer ${stage.system.key}`,
  'Content-Type': 'application/json',
});
const patchWorkspace = (body: object) =>
  fetch(`${stage.url}/v1/workspace`, {
    method: 'PATCH',
    headers: headers(),
    body: JSON.stringify(body),
  });
const email = (vendor: Vendor, to: string, overrides: object = {}) =>
  stage.post({
    channel: 'email',
    from: from[vendor],
    to,
    subject: 'Your table',
    text: 'At 8',
    ...overrides,
  } as never);

/** The header of a mail, once its vendor has it. */
async function headerOf(vendor: Vendor, id: string): Promise<Record<string, string>> {
  await stage.system.untilStatus(id, 'sent');
  return eventually(`the mail of ${id}`, async () => {
    switch (vendor) {
      case 'sendgrid':
        return toSendgridHeader(id);
      case 'smtp':
        return toSmtpHeader(id);
      case 'sink':
        return lower((await stage.system.sunk(id))[0]?.headers);
    }
  });
}

function toSendgridHeader(id: string) {
  const entries = stage.sendgrid.ledger.entries.map(({ mail }) => mail);
  const mail = entries.find((each) => each.custom_args?.punctual_message_id === id);
  return mail && { ...lower(mail.headers), 'reply-to': mail.reply_to?.email ?? '' };
}

function toSmtpHeader(id: string) {
  const entry = stage.smtp.ledger.entries.find(({ messageId }) => messageId?.startsWith(id));
  if (!entry) return null;
  const fields = Object.entries(readHeader(entry.raw));
  return Object.fromEntries(fields.map(([name, values]) => [name, values.join()]));
}

function lower(fields: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([name, it]) => [name.toLowerCase(), it]));
}

/** What the inbound side stores of an answer. */
async function receive(vendor: Vendor, address: string, threadIds: string[]): Promise<void> {
  const { sql } = stage.system.core.connection;
  await sql`INSERT INTO replies (id, workspace_id, sender_id, channel, from_address, subject, text,
      provider_message_id, thread_ids, received_at)
    VALUES (${newId('rep')}, ${stage.system.actor.workspaceId}, ${from[vendor] ?? ''}, 'email',
      ${address}, 'AW: Your  table', 'Thanks', '<answer@mail.example>', ${JSON.stringify(threadIds)}::text::jsonb, now())`;
}

describe.each(vendors)('an email by %s', (vendor) => {
  test('V2: that was scheduled before the answer came continues its thread', async () => {
    const to = `thread.${vendor}@example.org`;
    const first = await headerOf(vendor, await email(vendor, to));
    expect(first).not.toHaveProperty('in-reply-to');
    const id = await email(vendor, to, { sendAt: stage.system.inMs(SOON_MS) });
    await receive(vendor, to, [first['message-id'] ?? '']);
    expect(await headerOf(vendor, id)).toMatchObject({
      'message-id': `<${id}@example.com>`,
      'in-reply-to': '<answer@mail.example>',
      references: `${first['message-id']} <answer@mail.example>`,
      'reply-to': 'answers@example.com',
    });
  });

  test('C6: one click on its link suppresses the address, cancels, and ends the workflow', async () => {
    const to = `leaving.${vendor}@example.org`;
    const header = await headerOf(vendor, await email(vendor, to));
    const pending = await email(vendor, to, { sendAt: stage.system.inMs(HOUR_MS) });
    await stage.system.untilWorkflow(pending, 'RUNNING');
    expect(header['list-unsubscribe-post']).toBe('List-Unsubscribe=One-Click');
    const [, link = ''] = /^<(.*)>$/.exec(header['list-unsubscribe'] ?? '') ?? [];
    expect(link.startsWith(`${stage.url}/unsubscribe/`)).toBe(true);

    // Scanners look first.
    expect((await fetch(link)).status).toBe(200);
    expect((await stage.system.row(pending)).status).toBe('scheduled');
    const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' });
    for (const _ of [1, 2]) expect((await fetch(link, { method: 'POST', body })).status).toBe(200);

    expect(await stage.system.row(pending)).toMatchObject({
      status: 'canceled',
      cancelReason: 'opted_out',
    });
    await stage.system.untilWorkflow(pending, 'COMPLETED');
    await expect(email(vendor, to)).rejects.toThrow(/422.*recipient_suppressed/);
    const kinds = (await stage.system.events(pending)).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'canceled')).toHaveLength(1);
  });
});

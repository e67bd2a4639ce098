import { afterAll, beforeAll, expect, test } from 'vitest';
import { createContact } from '#contacts/create-contact';
import { newId } from '#db/new-id';
import { insertSender } from '#db/senders';
import { nothingReported } from '#domain/receipt';
import { createBluebubblesReceipts } from '#providers/bluebubbles-receipts';
import { createReceiptApplier } from '#receipts/receipt-applier';
import { recordReports } from '#receipts/record-reports';
import { startTestSystem, type TestSystem } from '#test/support/test-system';
import { createWorkspace } from '#workspaces/create-workspace';

const number = '+12125558001';
const HOUR_MS = 3_600_000;

let system: TestSystem;
let guids = 0;

beforeAll(async () => {
  system = await startTestSystem({ worker: false });
  await system.core.connection.sql`
    UPDATE senders SET provider = 'bluebubbles' WHERE channel = 'imessage'`;
  // Of another workspace, on the same bridge, and older.
  const now = new Date(0);
  const { db } = system.core.connection;
  const { workspaceId } = await createWorkspace(db, { name: 'other', now });
  await insertSender(db, {
    id: newId('snd'),
    workspaceId,
    channel: 'imessage',
    provider: 'bluebubbles',
    address: '+12125550177',
    name: 'Other',
    createdAt: now,
    updatedAt: now,
  });
});
afterAll(() => system.stop());

const now = () => new Date(system.core.clock.nowMs());

/** What the bridge posts when somebody writes. */
async function write(text: string, address = number): Promise<void> {
  const reader = createBluebubblesReceipts({ password: 'p', clock: system.core.clock });
  const data = {
    guid: `IN-${guids++}`,
    isFromMe: false,
    text,
    handle: { address },
    chats: [{ guid: `iMessage;-;${address}` }],
  };
  const reading = reader.read({
    path: '/providers/bluebubbles/webhook?password=p',
    header: () => undefined,
    body: new TextEncoder().encode(JSON.stringify({ type: 'new-message', data })),
  });
  if (reading.kind !== 'reports') throw new Error(reading.kind);
  await recordReports(system.core.connection.db, reading.reports, now());
}

async function sent(fields: object): Promise<string> {
  const { id } = await system.schedule({ channel: 'imessage', to: number, ...fields });
  await system.core.connection.sql`
    UPDATE messages SET status = 'sent', sent_at = now() WHERE id = ${id}`;
  return id;
}

test('V2: what comes by the bridge belongs to whoever wrote there last', async () => {
  const phones = [{ number }];
  const { id: contactId } = await system.act((scope) =>
    createContact(system.core, scope, { name: 'Ana', phones, emails: [] }),
  );
  const id = await sent({ contactId, to: undefined });
  await write('Yes please');
  const [reply] = await system.core.connection.sql`SELECT * FROM replies WHERE text = 'Yes please'`;
  const row = await system.row(id);
  expect(reply).toMatchObject({
    workspace_id: system.actor.workspaceId,
    contact_id: contactId,
    message_id: id,
    sender_id: row.senderId,
    channel: 'imessage',
  });
});

test('K1: what is only scheduled in another workspace brings it no reply', async () => {
  const address = '+12125558009';
  const id = await sent({ to: address });
  await system.core.connection.sql`
    INSERT INTO messages (id, workspace_id, channel, status, recipient, sender_id, text, timing_kind,
      timing_reason, ambiguous_time, send_at, on_unknown, created_at, updated_at)
    SELECT 'msg_z', workspace_id, 'imessage', 'scheduled', ${address}, id, 'x', 'at', 'requested',
      'compatible', now() + interval '300 days', 'reconcile', now(), now()
    FROM senders WHERE name = 'Other'`;
  await write('For you alone', address);
  const [reply] = await system.core.connection.sql`
    SELECT * FROM replies WHERE text = 'For you alone'`;
  expect(reply).toMatchObject({ workspace_id: system.actor.workspaceId, message_id: id });
});

test('N3: who answers an iMessage has it: it goes as SMS no more', async () => {
  const to = '+12125558010';
  const id = await sent({ to });
  await system.core.connection.sql`
    UPDATE messages SET next_attempt_at = now() + interval '5 minutes' WHERE id = ${id}`;
  await write('Yes, thanks', to);
  expect(await system.row(id)).toMatchObject({ status: 'delivered', nextAttemptAt: null });
});

test('V2: an iMessage that went as SMS is answered by SMS', async () => {
  const id = await sent({ to: '+12125558002' });
  const { fallbackSenderId } = await system.row(id);
  const [sms] = await system.core.connection.sql`
    UPDATE messages SET fallback_reason = 'imessage_unavailable' WHERE id = ${id}
    RETURNING (SELECT address FROM senders WHERE id = ${fallbackSenderId}) AS address`;
  const reply = {
    vendor: 'sink',
    dedupeKey: 'by sms',
    channel: 'sms',
    from: '+12125558002',
    to: [sms?.address],
    subject: null,
    text: 'By SMS',
    html: null,
    mediaUrls: null,
    answers: [],
    providerMessageId: null,
    threadIds: null,
    automatic: false,
  } as const;
  await recordReports(system.core.connection.db, { ...nothingReported, replies: [reply] }, now());
  const [row] = await system.core.connection.sql`SELECT * FROM replies WHERE text = 'By SMS'`;
  expect(row).toMatchObject({ message_id: id, sender_id: fallbackSenderId });
});

test('C6: STOP by iMessage cancels what is pending there, and in that workspace', async () => {
  const to = '+12125558003';
  await sent({ to });
  const pending = await system.schedule({ channel: 'imessage', to, sendAt: system.inMs(HOUR_MS) });
  await write('Stop', to);
  expect(await system.row(pending.id)).toMatchObject({
    status: 'canceled',
    cancelReason: 'opted_out',
  });
  await expect(system.schedule({ channel: 'imessage', to })).rejects.toThrow(/suppressed/);
});

test('receipts of many requests go together, and one that cannot be kept takes no other along', async () => {
  const ids = await Promise.all(Array.from({ length: 30 }, () => sent({})));
  const apply = createReceiptApplier(system.core.connection.db, system.core.clock);
  const receiptOf = (messageId: string, code: string | null = null) => ({
    vendor: 'bluebubbles' as const,
    dedupeKey: `applied ${messageId}`,
    messageId,
    providerMessageId: null,
    status: 'delivered' as const,
    code,
    at: null,
  });
  const results = await Promise.allSettled(
    ids.map((id, index) =>
      // A NUL is what PostgreSQL does not keep.
      apply([index === 7 ? { ...receiptOf(id), dedupeKey: 'a\u0000b' } : receiptOf(id)]),
    ),
  );
  const failed = results.flatMap(({ status }, index) => (status === 'rejected' ? [index] : []));
  expect(failed).toEqual([7]);
  for (const [index, id] of ids.entries()) {
    expect((await system.row(id)).status).toBe(index === 7 ? 'sent' : 'delivered');
  }
});

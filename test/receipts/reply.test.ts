import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createBatch } from '#batches/create-batch';
import { createContact } from '#contacts/create-contact';
import { deleteContact } from '#contacts/delete-contact';
import { type ConversationPlace, getConversation } from '#contacts/get-conversation';
import { newId } from '#db/new-id';
import { inWorkspace } from '#db/scope';
import { nothingReported } from '#domain/receipt';
import type { Reply } from '#domain/reply';
import { scheduleMessage } from '#messages/schedule-message';
import { applyReply } from '#receipts/apply-reply';
import { recordReports } from '#receipts/record-reports';
import { eventually } from '#test/support/eventually';
import { startTestSystem, type TestSystem } from '#test/support/test-system';
import { createWorkspace } from '#workspaces/create-workspace';

const HOUR_MS = 3_600_000;
const OUR_NUMBER = '+12125550100';

let system: TestSystem;
let numbers = 0;
let told = 0;

beforeAll(async () => {
  system = await startTestSystem({ worker: false });
});
afterAll(() => system.stop());

const nextNumber = () => `+1212557${String(1000 + numbers++)}`;
const now = () => new Date(system.core.clock.nowMs());
const record = (...replies: Reply[]) =>
  recordReports(system.core.connection.db, { ...nothingReported, replies }, now());
const later = (overrides: object) => {
  const to = 'contactId' in overrides ? { to: undefined } : {};
  return system.schedule({ sendAt: system.inMs(HOUR_MS), ...to, ...overrides } as never);
};
const rowsFrom = (address: string) =>
  system.core.connection.sql`SELECT * FROM replies WHERE from_address = ${address} ORDER BY id`;

function reply(from: string, overrides: Partial<Reply> = {}): Reply {
  return {
    vendor: 'sink',
    dedupeKey: `reply ${told++}`,
    channel: 'sms',
    from,
    to: [OUR_NUMBER],
    subject: null,
    text: 'Thank you!',
    html: null,
    mediaUrls: null,
    answers: [],
    providerMessageId: 'SM1',
    threadIds: null,
    automatic: false,
    ...overrides,
  };
}

function addContact(number: string, name = 'Ana') {
  const phones = [{ number }];
  return system.act((scope) => createContact(system.core, scope, { name, phones, emails: [] }));
}

async function setSent(id: string): Promise<void> {
  await system.core.connection
    .sql`UPDATE messages SET status = 'sent', sent_at = now() WHERE id = ${id}`;
}

const conversation = (contactId: string, page: { limit?: number; from?: ConversationPlace } = {}) =>
  system.act((scope) =>
    getConversation(system.core, scope, contactId, {
      limit: page.limit ?? 50,
      from: page.from ?? null,
    }),
  );

describe('V2: a reply', () => {
  test('belongs to the contact of the newest message between the two numbers', async () => {
    const number = nextNumber();
    const [first, second] = [await addContact(number, 'First'), await addContact(number, 'Second')];
    const message = await later({ contactId: first.id });
    await setSent(message.id);
    await record(reply(number));
    const rows = await rowsFrom(number);
    expect(rows).toMatchObject([
      { contact_id: first.id, message_id: message.id, text: 'Thank you!' },
    ]);
    expect((await conversation(second.id)).data).toEqual([]);
  });

  test('of somebody who was never written to belongs to the contact with the number', async () => {
    const number = nextNumber();
    const { id } = await addContact(number);
    await record(reply(number));
    expect((await conversation(id)).data).toMatchObject([
      { kind: 'reply', messageId: null, from: number },
    ]);
  });

  test('that names a message goes to that, whatever came later', async () => {
    const number = nextNumber();
    const { id: contactId } = await addContact(number);
    const [named, newer] = [await later({ contactId }), await later({ contactId })];
    for (const { id } of [named, newer]) await setSent(id);
    await record(reply(number, { answers: ['msg_of_nobody', named.id] }));
    expect((await rowsFrom(number))[0]?.message_id).toBe(named.id);
  });

  test('of a stranger is kept, without a contact', async () => {
    const number = nextNumber();
    await record(reply(number));
    expect(await rowsFrom(number)).toMatchObject([{ contact_id: null, message_id: null }]);
  });

  test('to a number that is nobody\u2019s here is passed over', async () => {
    const number = nextNumber();
    await record(reply(number, { to: ['+19995550000'] }));
    expect(await rowsFrom(number)).toEqual([]);
  });

  test('of a deleted contact is kept, without it', async () => {
    const number = nextNumber();
    const { id } = await addContact(number);
    await system.act((scope) => deleteContact(scope, id));
    await record(reply(number));
    expect(await rowsFrom(number)).toMatchObject([{ contact_id: null }]);
  });

  test('told 10 times at once is there once', async () => {
    const number = nextNumber();
    const one = reply(number);
    await Promise.all(Array.from({ length: 10 }, () => record(one)));
    expect(await rowsFrom(number)).toHaveLength(1);
  });
});

describe('V2: a reply by email', () => {
  const OUR_MAILBOX = 'desk@punctual.example';
  let mailboxes = 0;

  const nextMailbox = () => `cy${mailboxes++}@example.org`;
  const answer = (from: string, overrides: Partial<Reply> = {}) =>
    reply(from, { channel: 'email', to: [OUR_MAILBOX], subject: 'Re: x', ...overrides });

  /** In this workspace, unless another is given. */
  async function addMailSender(sender: {
    address: string;
    replyTo?: string;
    workspaceId?: string;
  }): Promise<string> {
    const id = newId('snd');
    const settings = sender.replyTo === undefined ? {} : { replyTo: sender.replyTo };
    await system.core.connection.sql`
      INSERT INTO senders (id, workspace_id, channel, provider, address, name, settings, created_at, updated_at)
      VALUES (${id}, ${sender.workspaceId ?? system.actor.workspaceId}, 'email', 'sink',
        ${sender.address}, 'Desk', ${JSON.stringify(settings)}::jsonb, now(), now())`;
    return id;
  }

  async function sendEmail(from: string, to = nextMailbox()) {
    const emails = [{ address: to }];
    const contact = await system.act((scope) =>
      createContact(system.core, scope, { name: 'Cy', phones: [], emails }),
    );
    const input = { channel: 'email', subject: 'x', contactId: contact.id, from };
    const { id } = await later(input);
    await setSent(id);
    return { id, contactId: contact.id, to };
  }

  /** Another tenant, with a message that it sent. */
  async function addTenant(address: string) {
    const { db } = system.core.connection;
    const { workspaceId, userId } = await db.transaction((tx) =>
      createWorkspace(tx, { name: 'another', now: now() }),
    );
    const from = await addMailSender({ address, workspaceId });
    const actor = { workspaceId, userId, keyId: 'key_x', role: 'admin' } as const;
    const sendAt = system.inMs(HOUR_MS);
    const input = {
      channel: 'email',
      to: nextMailbox(),
      from,
      subject: 'x',
      text: 'Hello',
      sendAt,
    };
    const { id: messageId } = await inWorkspace(db, actor, now(), (scope) =>
      scheduleMessage(system.core, scope, input as never),
    );
    await setSent(messageId);
    return { workspaceId, messageId };
  }

  test('that names a message belongs to its conversation, from and to whatever address', async () => {
    const sender = await addMailSender({ address: nextMailbox() });
    const { id, contactId } = await sendEmail(sender);
    const from = nextMailbox();
    await record(answer(from, { to: ['in@parse.example'], answers: ['msg_of_nobody', id] }));
    expect(await rowsFrom(from)).toMatchObject([
      { contact_id: contactId, message_id: id, sender_id: sender },
    ]);
    expect((await conversation(contactId)).data).toMatchObject([
      { kind: 'reply', messageId: id, from },
      { kind: 'message', id },
    ]);
  });

  test('that names nothing finds its message by the two addresses', async () => {
    const address = nextMailbox();
    const { id, contactId, to } = await sendEmail(await addMailSender({ address }));
    await record(answer(to, { to: ['in@parse.example', address] }));
    expect(await rowsFrom(to)).toMatchObject([{ contact_id: contactId, message_id: id }]);
  });

  test('to the address that answers were asked to go to finds the sender', async () => {
    const replyTo = nextMailbox();
    const sender = await addMailSender({ address: nextMailbox(), replyTo });
    const { id, contactId, to } = await sendEmail(sender);
    await record(answer(to, { to: [replyTo] }));
    expect(await rowsFrom(to)).toMatchObject([
      { contact_id: contactId, message_id: id, sender_id: sender },
    ]);
  });

  test('to nobody here, that names nothing of ours, is passed over', async () => {
    const from = nextMailbox();
    await record(answer(from, { to: ['in@parse.example'], answers: ['msg_of_nobody'] }));
    await record(answer(from, { to: [] }));
    expect(await rowsFrom(from)).toEqual([]);
  });

  test('that names a message by another channel does not go by that', async () => {
    const { id } = await later({ to: nextNumber() });
    await setSent(id);
    const from = nextMailbox();
    await record(answer(from, { to: ['in@parse.example'], answers: [id] }));
    expect(await rowsFrom(from)).toEqual([]);
  });

  test('keeps its Message-ID and its thread', async () => {
    const { id, to } = await sendEmail(await addMailSender({ address: nextMailbox() }));
    const threadIds = ['<root@x>', `<${id}@x>`];
    await record(answer(to, { answers: [id], providerMessageId: '<new@x>', threadIds }));
    expect(await rowsFrom(to)).toMatchObject([
      { provider_message_id: '<new@x>', thread_ids: threadIds },
    ]);
  });

  test('K1: that names a message of one workspace goes there, and to no other', async () => {
    const [theirs, ours] = [nextMailbox(), nextMailbox()];
    const { workspaceId, messageId } = await addTenant(theirs);
    await addMailSender({ address: ours });
    const from = nextMailbox();
    await record(answer(from, { to: ['in@parse.example'], answers: [messageId] }));
    await record(answer(from, { to: [ours, theirs], answers: [messageId] }));
    // What came to us is not told to them, though it names a message of theirs.
    await record(answer(from, { to: [ours], answers: [messageId] }));
    await record(answer(from, { to: [theirs, ours] }));
    await record(answer(from, { to: [ours, theirs] }));
    expect((await rowsFrom(from)).map((row) => [row.workspace_id, row.message_id])).toEqual([
      [workspaceId, messageId],
      [workspaceId, messageId],
      [system.actor.workspaceId, null],
      [workspaceId, null],
      [system.actor.workspaceId, null],
    ]);
  });
});

describe('C5: a reply before the send time', () => {
  test('cancels the messages that asked for it, of the contact on every channel, and no others', async () => {
    const number = nextNumber();
    const emails = [{ address: `ana${numbers}@example.com` }];
    const phones = [{ number }];
    const contact = await system.act((scope) =>
      createContact(system.core, scope, { name: 'Ana', phones, emails }),
    );
    const cancelOn = ['reply'] as const;
    const asked = await later({ contactId: contact.id, cancelOn });
    const byMail = await later({ contactId: contact.id, channel: 'email', subject: 'x', cancelOn });
    const quick = await later({ to: number, cancelOn });
    // C3: locked against change by id, and not against what its sender asked for.
    const optimize = { window: '72h', fallback: 'windowEnd' };
    const optimized = await later({
      ...{ contactId: contact.id, cancelOn },
      ...{ sendAt: undefined, optimize },
    });
    const plain = await later({ contactId: contact.id });
    const stranger = await later({ to: nextNumber(), cancelOn });
    await record(reply(number));
    for (const { id } of [asked, byMail, quick, optimized]) {
      expect(await system.row(id)).toMatchObject({ status: 'canceled', cancelReason: 'replied' });
    }
    for (const { id } of [plain, stranger]) expect((await system.row(id)).status).toBe('scheduled');
  });
});

describe('V1: the conversation', () => {
  test('has messages and replies, newest first, page by page, scheduled ones with their label', async () => {
    const number = nextNumber();
    const { id: contactId } = await addContact(number);
    const sent = await later({ contactId });
    await setSent(sent.id);
    await record(reply(number, { text: 'one' }), reply(number, { text: 'two' }));
    const local = await later({
      contactId,
      sendAt: '2027-01-15T09:00:00',
      timeZone: 'America/Vancouver',
    });
    const whole = (await conversation(contactId)).data;
    expect(whole.map((item) => (item.kind === 'reply' ? item.text : item.id))).toEqual([
      local.id,
      'two',
      'one',
      sent.id,
    ]);
    expect(whole[0]).toMatchObject({
      kind: 'message',
      label: 'Fri 15 Jan 2027, 09:00 MST',
    });
    expect(whole.at(-1)).toMatchObject({ kind: 'message', label: null });

    const seen: string[] = [];
    let from: ConversationPlace = null;
    do {
      const page = await conversation(contactId, { limit: 1, from });
      seen.push(...page.data.map(({ id }) => id));
      from = page.next;
    } while (from);
    expect(seen).toEqual(whole.map(({ id }) => id));
  });
});

describe('V2, B1: a reply while a batch for its contact is being accepted', () => {
  test('waits for it, is kept, and cancels what was to go only without an answer', async () => {
    const number = nextNumber();
    const { id: contactId } = await addContact(number);
    const { id } = await later({ contactId });
    await setSent(id);
    const { sql } = system.core.connection;
    const items = Array.from({ length: 5 }, () => ({
      kind: 'readable' as const,
      input: {
        ...{ channel: 'sms' as const, contactId, text: 'Any news?' },
        cancelOn: ['reply' as const],
        sendAt: system.inMs(HOUR_MS),
      },
    }));
    let told: Promise<void> | undefined;
    const { batch } = await system.act(async (scope) => {
      const created = await createBatch(system.core, scope, { items });
      told = record(reply(number));
      await eventually('the reply waits', async () => {
        const waiting = await sql`SELECT pid FROM pg_stat_activity
          WHERE datname = current_database() AND wait_event_type = 'Lock'`;
        return waiting.length > 0;
      });
      return created;
    });
    await told;
    expect(await rowsFrom(number)).toMatchObject([{ contact_id: contactId }]);
    const rows = await sql`SELECT status, cancel_reason FROM messages WHERE batch_id = ${batch.id}`;
    expect(rows.map((row) => row.status)).toEqual(Array(5).fill('canceled'));
  });

  test('waits longer than other statements may take', async () => {
    const number = nextNumber();
    const { id: contactId } = await addContact(number);
    await setSent((await later({ contactId })).id);
    const { db } = system.core.connection;
    const settings = await db.transaction(async (tx) => {
      await applyReply(tx, reply(number), now());
      return tx.execute<{ statement_timeout: string }>(sql`SHOW statement_timeout`);
    });
    expect(settings).toMatchObject([{ statement_timeout: '1min' }]);
    expect(await rowsFrom(number)).toHaveLength(1);
    const after = await db.execute<{ statement_timeout: string }>(sql`SHOW statement_timeout`);
    expect(after).toMatchObject([{ statement_timeout: '15s' }]);
  });
});

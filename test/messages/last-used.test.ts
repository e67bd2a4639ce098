import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createContact } from '#contacts/create-contact';
import { newId } from '#db/new-id';
import type { Channel } from '#domain/message';
import { createSender } from '#senders/create-sender';
import { deleteSender } from '#senders/delete-sender';
import { editSender } from '#senders/edit-sender';
import { startTestSystem, type TestSystem } from '#test/support/test-system';

const HOUR_MS = 3_600_000;
const DEFAULT = '+12125550100';

let system: TestSystem;
let numbers = 0;

beforeAll(async () => {
  system = await startTestSystem({ worker: false });
});
afterAll(() => system.stop());

const nextNumber = () => `+1212558${String(1000 + numbers++)}`;

async function addContact(...phones: string[]): Promise<string> {
  const input = { name: 'Ana', phones: phones.map((number) => ({ number })), emails: [] };
  return (await system.act((scope) => createContact(system.core, scope, input))).id;
}

async function addSender(channel: Channel = 'sms'): Promise<{ id: string; address: string }> {
  const address = nextNumber();
  const input = { channel, provider: 'sink', address, name: 'Line' } as const;
  return { id: (await system.act((scope) => createSender(scope, input))).id, address };
}

interface Item {
  contactId: string;
  senderId: string;
  /** The contact's. */
  address?: string;
  channel?: Channel;
  minutesAgo: number;
}

/** A message that went out, so long ago. */
async function sent({ contactId, senderId, address, channel, minutesAgo }: Item): Promise<void> {
  const input = { contactId, from: senderId, to: address, sendAt: system.inMs(HOUR_MS) };
  const media = channel === 'mms' ? { mediaUrls: ['https://example.com/a.png'] } : {};
  const { id } = await system.schedule({ ...input, ...media, channel: channel ?? 'sms' } as never);
  await system.core.connection.sql`UPDATE messages SET status = 'delivered',
    sent_at = now() - make_interval(mins => ${minutesAgo}) WHERE id = ${id}`;
}

/** A reply that came in, so long ago. */
async function received({ contactId, senderId, minutesAgo, ...item }: Item): Promise<void> {
  const { address = '+12125559999', channel = 'sms' } = item;
  await system.core.connection.sql`
    INSERT INTO replies (id, workspace_id, contact_id, sender_id, channel, from_address, received_at)
    VALUES (${newId('rep')}, ${system.actor.workspaceId}, ${contactId}, ${senderId}, ${channel},
      ${address}, now() - make_interval(mins => ${minutesAgo}))`;
}

/** What the next message would go out from, and to. */
async function next(contactId: string, channel: Channel = 'sms'): Promise<(string | null)[]> {
  const input = { contactId, to: undefined, channel, sendAt: system.inMs(HOUR_MS) };
  const media = channel === 'mms' ? { mediaUrls: ['https://example.com/a.png'] } : {};
  const message = await system.schedule({ ...input, ...media } as never);
  return [message.from.address ?? null, message.to];
}

describe('N5: the sender last used with a contact', () => {
  test('is the one of the newest item: a reply to B after a message from A makes it B', async () => {
    const [a, b] = [await addSender(), await addSender()];
    const contactId = await addContact(nextNumber());
    await sent({ contactId, senderId: a.id, minutesAgo: 2 });
    expect((await next(contactId))[0]).toBe(a.address);
    await received({ contactId, senderId: b.id, minutesAgo: 1 });
    expect((await next(contactId))[0]).toBe(b.address);
    await sent({ contactId, senderId: a.id, minutesAgo: 0 });
    expect((await next(contactId))[0]).toBe(a.address);
  });

  test('is the one of a reply where nothing was sent', async () => {
    const b = await addSender();
    const contactId = await addContact(nextNumber());
    await received({ contactId, senderId: b.id, minutesAgo: 1 });
    expect((await next(contactId))[0]).toBe(b.address);
  });

  test('is of the channel: an MMS to an SMS sender counts for SMS', async () => {
    const [text, media] = [await addSender(), await addSender('mms')];
    const contactId = await addContact(nextNumber());
    await received({ contactId, senderId: media.id, channel: 'mms', minutesAgo: 2 });
    await received({ contactId, senderId: text.id, channel: 'mms', minutesAgo: 1 });
    expect((await next(contactId, 'sms'))[0]).toBe(text.address);
    expect((await next(contactId, 'mms'))[0]).toBe(media.address);
  });

  test('is not one that is planned, nor one of another contact', async () => {
    const a = await addSender();
    const [contactId, other] = [await addContact(nextNumber()), await addContact(nextNumber())];
    await system.schedule({ contactId, to: undefined, from: a.id, sendAt: system.inMs(HOUR_MS) });
    await received({ contactId: other, senderId: a.id, minutesAgo: 1 });
    expect((await next(contactId))[0]).toBe(DEFAULT);
  });

  test('that was deleted gives way to the next newest item’s', async () => {
    const [a, b, c] = [await addSender(), await addSender(), await addSender()];
    const contactId = await addContact(nextNumber());
    await received({ contactId, senderId: a.id, minutesAgo: 3 });
    await sent({ contactId, senderId: b.id, minutesAgo: 2 });
    await received({ contactId, senderId: c.id, minutesAgo: 1 });
    await system.act((scope) => deleteSender(scope, c.id));
    expect((await next(contactId))[0]).toBe(b.address);
    await system.act((scope) => deleteSender(scope, b.id));
    expect((await next(contactId))[0]).toBe(a.address);
    await system.act((scope) => deleteSender(scope, a.id));
    expect((await next(contactId))[0]).toBe(DEFAULT);
  });

  test('that is inactive gives way to the default', async () => {
    const [a, b] = [await addSender(), await addSender()];
    const contactId = await addContact(nextNumber());
    await sent({ contactId, senderId: a.id, minutesAgo: 2 });
    await received({ contactId, senderId: b.id, minutesAgo: 1 });
    await system.act((scope) => editSender(scope, b.id, { active: false }, null));
    expect((await next(contactId))[0]).toBe(DEFAULT);
  });
});

/** An iMessage that was sent so long ago, or its SMS: the states that attempts and reports leave. */
async function fellBack(item: Item, state: Record<string, unknown>): Promise<void> {
  const { contactId, senderId, minutesAgo } = item;
  const input = { contactId, to: undefined, channel: 'imessage', sendAt: system.inMs(HOUR_MS) };
  const { id } = await system.schedule(input as never);
  const { sql } = system.core.connection;
  const row = { status: 'sent', fallback_sender_id: senderId, ...state };
  await sql`UPDATE messages SET ${sql(row)}, sent_at = now() - make_interval(mins => ${minutesAgo})
    WHERE id = ${id}`;
}

describe('N3, N5: an iMessage that went as SMS', () => {
  const atOnce = { fallback_reason: 'imessage_unavailable', provider_message_id: 'SM1' };
  const late = { fallback_reason: 'imessage_not_delivered', bridge_message_id: 'im1' };
  const wentLate = { ...late, provider_message_id: 'SM1' };
  test.each<[string, Record<string, unknown>, boolean, boolean]>([
    // what became of it, its row, whether it counts for SMS, whether for iMessage
    ['at once', atOnce, true, false],
    ['at once, and was delivered', { ...atOnce, status: 'delivered' }, true, false],
    ['when it was not delivered', wentLate, true, true],
    ['and was not delivered either', { ...wentLate, status: 'undelivered' }, true, true],
    [
      'not yet: it is in hand',
      { ...late, provider_message_id: 'im1', falling_back: true },
      false,
      true,
    ],
    ['not yet: it is tried again', { ...late, next_attempt_at: '2099-01-01' }, false, true],
    [
      'not, since it was delivered after all',
      { ...late, status: 'delivered', provider_message_id: 'im1' },
      false,
      true,
    ],
    ['not, since it was refused', { ...wentLate, status: 'failed' }, false, false],
    [
      'not, since it needed not',
      { bridge_message_id: 'im1', provider_message_id: 'im1' },
      false,
      true,
    ],
  ])('%s', async (_, state, countsForSms, countsForImessage) => {
    const a = await addSender();
    const bridge = await addSender('imessage');
    const contactId = await addContact(nextNumber());
    await fellBack(
      { contactId, senderId: a.id, minutesAgo: 1 },
      { sender_id: bridge.id, ...state },
    );
    const [sms] = await next(contactId, 'sms');
    const [imessage] = await next(contactId, 'imessage');
    expect([sms === a.address, imessage === bridge.address]).toEqual([
      countsForSms,
      countsForImessage,
    ]);
  });

  test('counts with its time: what is newer goes before it', async () => {
    const [a, b] = [await addSender(), await addSender()];
    const contactId = await addContact(nextNumber());
    await fellBack({ contactId, senderId: a.id, minutesAgo: 2 }, atOnce);
    await sent({ contactId, senderId: b.id, minutesAgo: 3 });
    expect((await next(contactId))[0]).toBe(a.address);
    await sent({ contactId, senderId: b.id, minutesAgo: 1 });
    expect((await next(contactId))[0]).toBe(b.address);
  });
});

describe('N6: the address last used in a conversation', () => {
  test('is the one of the newest item, sent or received', async () => {
    const { id: senderId } = await addSender();
    const [one, two] = [nextNumber(), nextNumber()];
    const contactId = await addContact(one, two);
    expect((await next(contactId))[1]).toBe(one);
    await received({ contactId, senderId, address: two, minutesAgo: 2 });
    expect((await next(contactId))[1]).toBe(two);
    await sent({ contactId, senderId, address: one, minutesAgo: 1 });
    expect((await next(contactId))[1]).toBe(one);
  });

  test('is one that the contact still has: else the next newest item’s, else the primary', async () => {
    const { id: senderId } = await addSender();
    const [one, two] = [nextNumber(), nextNumber()];
    const contactId = await addContact(one, two);
    await received({ contactId, senderId, address: nextNumber(), minutesAgo: 1 });
    expect((await next(contactId))[1]).toBe(one);
    await sent({ contactId, senderId, address: two, minutesAgo: 2 });
    expect((await next(contactId))[1]).toBe(two);
  });

  test('of a mailbox is none of a phone', async () => {
    const { id: senderId } = await addSender();
    const number = nextNumber();
    const contactId = await addContact(number);
    const address = 'ana@example.org';
    await received({ contactId, senderId, address, channel: 'email', minutesAgo: 1 });
    expect((await next(contactId))[1]).toBe(number);
  });
});

import { and, desc, eq, inArray, isNull, ne } from 'drizzle-orm';
import type { Channel } from '#domain/message';
import type { Status } from '#domain/status';
import type { Queryable } from '../connect.ts';
import type { SenderRow } from '../find-sender.ts';
import { messages } from '../schema/messages.ts';
import { senders } from '../schema/senders.ts';

/** What is planned was not used yet. */
const out: Status[] = ['sent', 'delivered', 'undelivered'];

/** The sender of the newest message that went to this contact on this channel (N5). */
export async function findLastUsedSender(
  tx: Queryable,
  contactId: string,
  channel: Channel,
): Promise<SenderRow | null> {
  const rows = await tx
    .select({ sender: senders })
    .from(messages)
    .innerJoin(senders, eq(senders.id, messages.senderId))
    .where(
      and(
        eq(messages.contactId, contactId),
        eq(messages.channel, channel),
        inArray(messages.status, out),
        isNull(senders.deletedAt),
      ),
    )
    .orderBy(desc(messages.sentAt))
    .limit(1);
  return rows[0]?.sender ?? null;
}

/** The address that the newest message to this contact went to, of its phones or its mailboxes (N6). */
export async function findLastUsedRecipient(
  tx: Queryable,
  contactId: string,
  kind: 'phone' | 'email',
): Promise<string | null> {
  const ofKind = kind === 'email' ? eq(messages.channel, 'email') : ne(messages.channel, 'email');
  const rows = await tx
    .select({ recipient: messages.recipient })
    .from(messages)
    .where(and(eq(messages.contactId, contactId), ofKind, inArray(messages.status, out)))
    .orderBy(desc(messages.sentAt))
    .limit(1);
  return rows[0]?.recipient ?? null;
}

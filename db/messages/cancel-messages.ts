import { and, eq, inArray, isNotNull, or, type SQL, sql } from 'drizzle-orm';
import type { CancelReason } from '#domain/message';
import { channelsSuppressedBy } from '#domain/suppression';
import type { Queryable } from '../connect.ts';
import { noteForRelay } from '../outbox.ts';
import { messages } from '../schema/messages.ts';
import type { SuppressedAddress } from '../suppressions.ts';
import { addEvents } from './add-events.ts';
import type { MessageRow } from './message-row.ts';

/**
 * Cancels one message, unless it is claimed: the race with the claim is decided here.
 *
 * @returns the canceled row, or `null` when the message was no longer scheduled.
 */
export async function cancelMessageRow(
  tx: Queryable,
  id: string,
  reason: CancelReason,
  now: Date,
): Promise<MessageRow | null> {
  const rows = await cancelWhere(tx, eq(messages.id, id), reason, now);
  return rows[0] ?? null;
}

/** Cancels whatever a contact has scheduled. The caller holds the contact's row. */
export async function cancelContactRows(
  tx: Queryable,
  contactId: string,
  reason: CancelReason,
  now: Date,
): Promise<MessageRow[]> {
  return cancelWhere(tx, eq(messages.contactId, contactId), reason, now);
}

/** Cancels whatever is scheduled for an address, with or without a contact. */
export async function cancelRecipientRows(
  tx: Queryable,
  { workspaceId, channel, address }: SuppressedAddress,
  reason: CancelReason,
  now: Date,
): Promise<MessageRow[]> {
  const condition = and(
    eq(messages.workspaceId, workspaceId),
    eq(messages.recipient, address),
    goesBy(channel),
  );
  return condition ? cancelWhere(tx, condition, reason, now) : [];
}

/** By one of its channels: an iMessage that waits to go as SMS goes by SMS. */
function goesBy(channel: SuppressedAddress['channel']): SQL | undefined {
  const isOfThem = inArray(messages.channel, [...channelsSuppressedBy(channel)]);
  return channel === 'sms' ? or(isOfThem, isNotNull(messages.fallbackReason)) : isOfThem;
}

/** Cancels what was to go to a contact, or to an address, only if nobody answers (C5). */
export async function cancelRepliedRows(
  tx: Queryable,
  of: { workspaceId: string; contactId: string | null; address: string },
  now: Date,
): Promise<MessageRow[]> {
  const isTheirs = or(
    eq(messages.recipient, of.address),
    of.contactId === null ? undefined : eq(messages.contactId, of.contactId),
  );
  const isAsked = sql`${messages.cancelOn} @> '["reply"]'`;
  const condition = and(eq(messages.workspaceId, of.workspaceId), isTheirs, isAsked);
  return condition ? cancelWhere(tx, condition, 'replied', now) : [];
}

/**
 * Locks all that waits for a contact, in the one order that there is for messages. The caller holds
 * the contact's row.
 */
export async function lockWaitingOfContact(tx: Queryable, contactId: string): Promise<void> {
  const isWaiting = or(eq(messages.status, 'scheduled'), isWaitingForReport);
  await tx
    .select({ id: messages.id })
    .from(messages)
    .where(and(eq(messages.contactId, contactId), isWaiting))
    .orderBy(messages.id)
    .for('update');
}

/** Lets no iMessage of a contact go as SMS any more. The caller has locked what waits. */
export async function dropContactFallbacks(
  tx: Queryable,
  contactId: string,
  now: Date,
): Promise<void> {
  const rows = await tx
    .update(messages)
    .set({ nextAttemptAt: null, updatedAt: now, version: sql`${messages.version} + 1` })
    .where(and(eq(messages.contactId, contactId), isWaitingForReport))
    .returning();
  await addEvents(tx, rows, 'fallback_dropped', now, { reason: 'contact_deleted' });
}

const isWaitingForReport = sql`(${messages.status} IN ('sent', 'unknown')
  AND ${messages.nextAttemptAt} IS NOT NULL)`;

/** How many of a contact's messages are in a provider's hands, or may be. */
export async function countClaimedOfContact(tx: Queryable, contactId: string): Promise<number> {
  const rows = await tx
    .select({ count: sql<number>`count(*)::int` })
    .from(messages)
    .where(
      and(
        eq(messages.contactId, contactId),
        sql`(${messages.status} IN ('sending', 'unknown') OR ${messages.fallingBack})`,
      ),
    );
  return rows[0]?.count ?? 0;
}

async function cancelWhere(
  tx: Queryable,
  condition: SQL,
  reason: CancelReason,
  now: Date,
): Promise<MessageRow[]> {
  const rows = await tx
    .update(messages)
    .set({
      status: 'canceled',
      cancelReason: reason,
      canceledAt: now,
      updatedAt: now,
      nextAttemptAt: null,
      version: sql`${messages.version} + 1`,
    })
    .where(inArray(messages.id, lockedInOrder(tx, condition)))
    .returning();
  await addEvents(tx, rows, 'canceled', now, { reason });
  await noteForRelay(
    tx,
    rows.map((row) => row.id),
  );
  return rows;
}

/** Locked in one order everywhere, so that a cancel and a relay never wait for each other. */
function lockedInOrder(tx: Queryable, condition: SQL) {
  return tx
    .select({ id: messages.id })
    .from(messages)
    .where(and(condition, eq(messages.status, 'scheduled')))
    .orderBy(messages.id)
    .for('update');
}

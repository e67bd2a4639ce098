import { type SQL, sql } from 'drizzle-orm';
import type { Channel } from '#domain/message';
import type { Queryable } from '../connect.ts';
import { findSender, type SenderRow } from '../find-sender.ts';

/**
 * The sender of the newest item between it and this contact on this channel, sent or received (N5).
 * A reply counts for the channel of the sender that it came to: an MMS may answer an SMS.
 */
export async function findLastUsedSender(
  tx: Queryable,
  contactId: string,
  channel: Channel,
): Promise<SenderRow | null> {
  const isThere = sql`EXISTS (SELECT FROM senders s
    WHERE s.id = sender_id AND s.channel = ${channel} AND s.deleted_at IS NULL)`;
  const rows = await tx.execute<{ sender_id: string }>(sql`
    SELECT sender_id FROM (${itemsOf(contactId, isThere)}) AS items ORDER BY at DESC LIMIT 1`);
  return rows[0] ? findSender(tx, rows[0].sender_id) : null;
}

/** Which of these addresses the newest item with this contact went to, or came from (N6). */
export async function findLastUsedRecipient(
  tx: Queryable,
  contactId: string,
  addresses: readonly string[],
): Promise<string | null> {
  const isKnown = sql`address = ANY(${sql.param([...addresses])}::text[])`;
  const rows = await tx.execute<{ address: string }>(sql`
    SELECT address FROM (${itemsOf(contactId, isKnown)}) AS items ORDER BY at DESC LIMIT 1`);
  return rows[0]?.address ?? null;
}

/** The newest message and the newest reply of a contact; what is planned was not used yet. */
function itemsOf(contactId: string, condition: SQL): SQL {
  return sql`
    (SELECT * FROM (SELECT sender_id, recipient AS address, sent_at AS at FROM messages
      WHERE contact_id = ${contactId} AND status IN ('sent', 'delivered', 'undelivered')) AS sent
      WHERE ${condition} ORDER BY at DESC NULLS LAST LIMIT 1)
    UNION ALL
    (SELECT * FROM (SELECT sender_id, from_address AS address, received_at AS at FROM replies
      WHERE contact_id = ${contactId}) AS received
      WHERE ${condition} ORDER BY at DESC LIMIT 1)`;
}

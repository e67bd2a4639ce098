import { type SQL, sql } from 'drizzle-orm';
import type { Channel } from '#domain/message';
import type { Queryable } from '../connect.ts';
import type { AddressKind } from '../schema/contacts.ts';

export interface LastUsedSender {
  contactId: string;
  channel: Channel;
  senderId: string;
}

export interface LastUsedRecipient {
  contactId: string;
  kind: AddressKind;
  address: string;
}

/**
 * The senders of the newest items between them and these contacts on these channels, sent or
 * received (N5). A reply counts for the channel of the sender that it came to: an MMS may answer an
 * SMS. An iMessage that went as SMS counts for what it went out from.
 */
export async function findLastUsedSenders(
  tx: Queryable,
  of: readonly Omit<LastUsedSender, 'senderId'>[],
): Promise<LastUsedSender[]> {
  const contactIds = sql.param(of.map(({ contactId }) => contactId));
  const channels = sql.param(of.map(({ channel }) => channel));
  const isThere = sql`EXISTS (SELECT FROM senders s
    WHERE s.id = sender_id AND s.channel = k.channel AND s.deleted_at IS NULL)`;
  return tx.execute<LastUsedSender & Record<string, unknown>>(sql`
    SELECT k.contact_id AS "contactId", k.channel, newest.sender_id AS "senderId"
    FROM unnest(${contactIds}::text[], ${channels}::text[]) AS k(contact_id, channel)
    CROSS JOIN LATERAL (
      SELECT sender_id FROM (
        ${newestOf(sentFrom, isThere)} UNION ALL ${newestOf(received, isThere)}) AS items
      ORDER BY at DESC NULLS LAST LIMIT 1) AS newest`);
}

/** Which of their addresses the newest items with these contacts went to, or came from (N6). */
export async function findLastUsedRecipients(
  tx: Queryable,
  of: readonly Omit<LastUsedRecipient, 'address'>[],
): Promise<LastUsedRecipient[]> {
  const contactIds = sql.param(of.map(({ contactId }) => contactId));
  const kinds = sql.param(of.map(({ kind }) => kind));
  const isKnown = sql`EXISTS (SELECT FROM contact_addresses a
    WHERE a.contact_id = k.contact_id AND a.kind = k.kind AND a.address = items.address)`;
  return tx.execute<LastUsedRecipient & Record<string, unknown>>(sql`
    SELECT k.contact_id AS "contactId", k.kind, newest.address
    FROM unnest(${contactIds}::text[], ${kinds}::text[]) AS k(contact_id, kind)
    CROSS JOIN LATERAL (
      SELECT address FROM (
        ${newestOf(sent, isKnown)} UNION ALL ${newestOf(receivedAt, isKnown)}) AS items
      ORDER BY at DESC NULLS LAST LIMIT 1) AS newest`);
}

/** What is planned was not used yet. */
const wasSent = `contact_id = k.contact_id AND status IN ('sent', 'delivered', 'undelivered')`;
const sent = sql.raw(`SELECT recipient AS address, sent_at AS at FROM messages WHERE ${wasSent}`);
/** Which an iMessage has: its own went out at all; its SMS did when the id is not the iMessage's. */
const isItself = '(fallback_reason IS NULL OR bridge_message_id IS NOT NULL)';
const isItsSms = `(fallback_reason IS NOT NULL AND NOT falling_back AND next_attempt_at IS NULL
  AND provider_message_id IS DISTINCT FROM bridge_message_id)`;
const sentFrom = sql.raw(`
  SELECT CASE WHEN k.channel = channel THEN sender_id ELSE fallback_sender_id END AS sender_id,
    sent_at AS at
  FROM messages WHERE ${wasSent} AND ((channel = k.channel AND ${isItself})
    OR (channel = 'imessage' AND k.channel = 'sms' AND ${isItsSms}))`);
const received = sql.raw(`SELECT sender_id, received_at AS at FROM replies
  WHERE contact_id = k.contact_id`);
const receivedAt = sql.raw(`SELECT from_address AS address, received_at AS at FROM replies
  WHERE contact_id = k.contact_id`);

/** The newest item of the contact `k` that a condition holds for. */
function newestOf(items: SQL, condition: SQL): SQL {
  return sql`(SELECT * FROM (${items}) AS items WHERE ${condition}
    ORDER BY at DESC NULLS LAST LIMIT 1)`;
}

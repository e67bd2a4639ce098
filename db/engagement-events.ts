import { sql } from 'drizzle-orm';
import type { EngagementKind, EngagementReport } from '#domain/engagement';
import type { Channel } from '#domain/message';
import type { Queryable } from './connect.ts';
import { toEventKey, toEventKeySql } from './event-key.ts';

export interface EngagementRow {
  workspaceId: string;
  /** Held by the caller: see `lockContact`. */
  contactId: string | null;
  address: string;
  channel: Channel;
  kind: EngagementKind;
  at: Date;
  messageId: string | null;
  eventId: string;
}

// Any number that nobody else hashes addresses with.
const ADDRESS_LOCK = 12_001;

/** Keeps one engagement event; one with the same id in the workspace counts once. */
export async function insertEngagement(tx: Queryable, row: EngagementRow): Promise<void> {
  const { workspaceId, contactId, messageId, eventId } = row;
  const at = sql`${row.at.toISOString()}::timestamptz`;
  await tx.execute(sql`
    INSERT INTO engagement_events
      (at, sent_at, event_key, kind, channel, workspace_id, contact_id, address, message_id)
    VALUES (${at}, (SELECT sent_at FROM messages WHERE id = ${messageId} AND sent_at <= ${at}),
      ${toEventKey(workspaceId, eventId)}::uuid, ${row.kind}, ${row.channel}, ${workspaceId},
      ${contactId}, ${contactId === null ? row.address : null}, ${messageId})
    ON CONFLICT (event_key) WHERE event_key IS NOT NULL DO NOTHING`);
}

/**
 * Keeps what vendors saw recipients do with messages that are there, and tells it on the messages'
 * timelines. One that was told before changes nothing. All in one statement; contacts are held as
 * `lockContact` holds one, so that none is deleted meanwhile and keeps an event. What comes after a
 * contact's deletion is not told either: nothing is kept that it could be told once by.
 */
export async function insertEngagements(
  tx: Queryable,
  reports: readonly EngagementReport[],
  now: Date,
): Promise<void> {
  if (reports.length === 0) return;
  await tx.execute(sql`
    WITH known AS (
      SELECT DISTINCT ON (m.workspace_id, r.event_id)
        r.*, m.workspace_id, m.contact_id, m.recipient, m.channel, m.sent_at,
        -- Some vendors tell whole seconds: nobody opens a mail that was not sent yet.
        greatest(r.at, m.sent_at) AS happened_at,
        ${toEventKeySql(sql`m.workspace_id`, sql`r.event_id`)} AS event_key
      FROM jsonb_to_recordset(${toJson(reports, now)}::jsonb) AS r(
        place int, vendor text, event_id text, message_id text, kind text, machine boolean, at timestamptz)
      JOIN messages m ON m.id = r.message_id
      JOIN senders s ON s.id = m.sender_id AND s.provider = r.vendor
      ORDER BY m.workspace_id, r.event_id
    ),
    held AS MATERIALIZED (
      SELECT id FROM contacts
      WHERE id IN (SELECT contact_id FROM known) AND deleted_at IS NULL
      ORDER BY id FOR NO KEY UPDATE
    ),
    fresh AS (
      INSERT INTO engagement_events
        (at, sent_at, event_key, machine, kind, channel, workspace_id, contact_id, address, message_id)
      SELECT happened_at, sent_at, event_key, machine, kind, channel, workspace_id, held.id,
        CASE WHEN held.id IS NULL THEN recipient END, message_id
      FROM known LEFT JOIN held ON held.id = known.contact_id
      WHERE known.contact_id IS NULL OR held.id IS NOT NULL ORDER BY event_key
      ON CONFLICT (event_key) WHERE event_key IS NOT NULL DO NOTHING
      RETURNING event_key
    )
    INSERT INTO message_events (workspace_id, message_id, kind, at, details)
    SELECT workspace_id, message_id, 'engaged', happened_at,
      jsonb_build_object('engagement', kind, 'machine', machine)
    FROM known JOIN fresh USING (event_key) ORDER BY message_id, happened_at, place`);
}

/**
 * Forgets what a contact did, and what was done at those of its addresses that no other contact
 * has. The caller has deleted the contact in the same transaction.
 *
 * @returns whether there was anything
 */
export async function deleteContactEngagements(tx: Queryable, contactId: string): Promise<boolean> {
  // Of two contacts with one address that are deleted at once, the later sees the earlier gone.
  await tx.execute(sql`
    SELECT pg_advisory_xact_lock(hashtextextended(address, ${ADDRESS_LOCK}))
    FROM (SELECT address FROM contact_addresses WHERE contact_id = ${contactId} ORDER BY 1) AS own`);
  const [gone] = await tx.execute<{ any: boolean }>(sql`
    WITH mine AS (DELETE FROM engagement_events WHERE contact_id = ${contactId} RETURNING 1),
    told AS (
      DELETE FROM engagement_events WHERE address IN (
        SELECT own.address FROM contact_addresses own
        WHERE own.contact_id = ${contactId} AND NOT EXISTS (
          SELECT FROM contact_addresses other JOIN contacts c ON c.id = other.contact_id
          WHERE other.workspace_id = own.workspace_id AND other.address = own.address
            AND c.deleted_at IS NULL))
      RETURNING 1)
    SELECT EXISTS (SELECT FROM mine) OR EXISTS (SELECT FROM told) AS "any"`);
  return gone?.any ?? false;
}

function toJson(reports: readonly EngagementReport[], now: Date): string {
  const records = reports.map(({ vendor, eventId, messageId, kind, machine, at }, place) => ({
    place,
    vendor,
    event_id: eventId,
    message_id: messageId,
    kind,
    machine,
    // Nobody opens a mail in the future: a vendor's clock may be a little fast.
    at: at === null || at > now ? now : at,
  }));
  return JSON.stringify(records);
}

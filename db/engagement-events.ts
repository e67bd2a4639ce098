import { eq, sql } from 'drizzle-orm';
import { type EngagementReport, toEngagementEventId } from '#domain/engagement';
import type { Queryable } from './connect.ts';
import { engagementEvents } from './schema/engagement-events.ts';

/** Keeps one engagement event; one with the same id in the workspace counts once. */
export async function insertEngagement(
  tx: Queryable,
  row: typeof engagementEvents.$inferInsert,
): Promise<void> {
  await tx.insert(engagementEvents).values(row).onConflictDoNothing();
}

/**
 * Keeps what vendors saw recipients do with messages that are there, and tells it on the messages'
 * timelines. One that was told before changes nothing. All in one statement; contacts are held as
 * `lockContact` holds one, so that none is deleted meanwhile and keeps an event.
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
        r.*, m.workspace_id, m.contact_id, m.recipient, m.channel,
        -- Some vendors tell whole seconds: nobody opens a mail that was not sent yet.
        greatest(r.at, m.sent_at) AS happened_at
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
        (workspace_id, contact_id, address, channel, kind, at, machine, message_id, event_id)
      SELECT workspace_id, held.id, recipient, channel, kind, happened_at, machine, message_id, event_id
      FROM known LEFT JOIN held ON held.id = known.contact_id ORDER BY workspace_id, event_id
      ON CONFLICT (workspace_id, event_id) WHERE event_id IS NOT NULL DO NOTHING
      RETURNING workspace_id, event_id
    )
    INSERT INTO message_events (workspace_id, message_id, kind, at, details)
    SELECT workspace_id, message_id, 'engaged', happened_at,
      jsonb_build_object('engagement', kind, 'machine', machine)
    FROM known JOIN fresh USING (workspace_id, event_id) ORDER BY message_id, happened_at, place`);
}

/** Forgets what a contact did. The caller has deleted the contact in the same transaction. */
export async function deleteContactEngagements(tx: Queryable, contactId: string): Promise<void> {
  await tx.delete(engagementEvents).where(eq(engagementEvents.contactId, contactId));
}

function toJson(reports: readonly EngagementReport[], now: Date): string {
  const records = reports.map(({ vendor, eventId, messageId, kind, machine, at }, place) => ({
    place,
    vendor,
    event_id: toEngagementEventId(vendor, eventId),
    message_id: messageId,
    kind,
    machine,
    // Nobody opens a mail in the future: a vendor's clock may be a little fast.
    at: at === null || at > now ? now : at,
  }));
  return JSON.stringify(records);
}

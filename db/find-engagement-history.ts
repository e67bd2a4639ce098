import { type SQL, sql } from 'drizzle-orm';
import type { EngagementHistory } from '#domain/send-time/engagement-history';
import type { Queryable } from './connect.ts';
import { happenedAt } from './schema/messages.ts';
import { letterOfEvent, type PackedHistory, unpackHistory } from './unpack-history.ts';

/** Whose history: a contact's, with that of its addresses, or an address's without a contact. */
export interface EngagementSubject {
  contactId: string | null;
  /** Counts only where there is no contact. */
  address: string | null;
}

/** The newest ones of each, which is more than anybody does in a retention. */
const MOST_EVENTS = 5_000;
const MOST_SENDS = 2_000;
/** A subject's own address, or those of the contact; looked up by it, however many are expected. */
const addresses = sql`(
  SELECT s.address UNION ALL
  (SELECT address FROM contact_addresses WHERE contact_id = s.contact_id OFFSET 0)) AS r`;
const nothing: EngagementHistory = { engagements: [], sends: [] };

/** Under which key `findEngagementHistories` answers. */
export function toSubjectKey({ contactId, address }: EngagementSubject): string {
  return contactId ?? address ?? '';
}

/** {@link findEngagementHistories} of one. */
export async function findEngagementHistory(
  tx: Queryable,
  subject: EngagementSubject,
  since: Date,
): Promise<EngagementHistory> {
  const found = await findEngagementHistories(tx, [subject], since);
  return found.get(toSubjectKey(subject)) ?? nothing;
}

/**
 * What recipients of the workspace did since then, and when messages were sent to them: one
 * statement for all. A contact has its own events and those of addresses that it has now, which
 * came before it was there. Each history is packed into a row, as bytes: rows of an event each
 * take three times as long to read.
 *
 * @returns by {@link toSubjectKey}, one for each subject
 */
export async function findEngagementHistories(
  tx: Queryable,
  subjects: readonly EngagementSubject[],
  since: Date,
): Promise<Map<string, EngagementHistory>> {
  const asked = [...new Map(subjects.map((subject) => [toSubjectKey(subject), subject])).values()];
  if (asked.length === 0) return new Map();
  const records = asked.map(({ contactId, address }, place) =>
    contactId === null ? { place, address } : { place, contact_id: contactId },
  );
  const rows = await tx.execute<PackedHistory & { place: number }>(
    selectHistories(JSON.stringify(records), since.toISOString()),
  );
  const found = new Map(asked.map((subject) => [toSubjectKey(subject), nothing]));
  for (const row of rows) {
    const subject = asked[row.place];
    if (subject) found.set(toSubjectKey(subject), unpackHistory(row));
  }
  return found;
}

function selectHistories(subjects: string, since: string) {
  const from = sql`${since}::timestamptz`;
  return sql`
    SELECT s.place, e.at, e.sent, e.kinds, m.sends
    FROM jsonb_to_recordset(${subjects}::jsonb) AS s(place int, contact_id text, address text)
    CROSS JOIN LATERAL (
      SELECT string_agg(timestamptz_send(at), ''::bytea) AS at,
        string_agg(timestamptz_send(coalesce(sent_at, '2000-01-01Z')), ''::bytea) AS sent,
        string_agg(${letterOfEvent}, '') AS kinds
      FROM (${selectEvents(from)}) events
    ) e
    CROSS JOIN LATERAL (
      SELECT string_agg(timestamptz_send(sent_at), ''::bytea) AS sends
      FROM (${selectSends(from)}) sends
    ) m`;
}

function selectEvents(from: SQL) {
  const newest = sql.raw(`ORDER BY at DESC LIMIT ${MOST_EVENTS}`);
  return sql`
    SELECT * FROM (
      (SELECT at, kind, machine, sent_at FROM engagement_events
        WHERE contact_id = s.contact_id AND at >= ${from} ${newest})
      UNION ALL
      SELECT own.* FROM ${addresses} CROSS JOIN LATERAL (
        SELECT at, kind, machine, sent_at FROM engagement_events
        WHERE address = r.address AND at >= ${from} ${newest}) own
    ) every ${newest}`;
}

function selectSends(from: SQL) {
  const most = sql.raw(`LIMIT ${MOST_SENDS}`);
  return sql`
    SELECT sent_at FROM (
      (SELECT sent_at FROM messages
        WHERE contact_id = s.contact_id AND sent_at IS NOT NULL
          AND ${happenedAt} >= ${from} AND ${happenedAt} <= now()
        ORDER BY ${happenedAt} DESC ${most})
      UNION ALL
      SELECT quick.* FROM ${addresses} CROSS JOIN LATERAL (
        SELECT sent_at FROM messages
        WHERE recipient = r.address AND contact_id IS NULL AND sent_at >= ${from}
        ORDER BY id DESC ${most}) quick
    ) every ORDER BY sent_at DESC ${most}`;
}

import { sql } from 'drizzle-orm';
import { type EngagementKind, engagementKinds } from '#domain/engagement';
import type { Engagement, EngagementHistory } from '#domain/send-time/engagement-history';
import type { Queryable } from './connect.ts';
import { happenedAt } from './schema/messages.ts';

/** Whose history: a contact's, with that of its addresses, or an address's without a contact. */
export interface EngagementSubject {
  contactId: string | null;
  /** Counts only where there is no contact. */
  address: string | null;
}

interface PackedHistory extends Record<string, unknown> {
  place: number;
  /** `[1234, ...]`: see `readEvent`. */
  events: string | null;
  /** When what each event answers was sent, milliseconds since 1970; 0: unknown. */
  sent: string | null;
  sends: string | null;
}

/** The newest ones of each, which is more than anybody does in a retention. */
const MOST_EVENTS = 5_000;
const MOST_SENDS = 2_000;
/** An event's instant leaves the last three bits to what it was. */
const BITS = 8;
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
 * came before it was there. Each history is packed into a row, as numbers: rows of an event each
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
  const rows = await tx.execute<PackedHistory>(
    selectHistories(JSON.stringify(records), since.toISOString()),
  );
  const found = new Map(asked.map((subject) => [toSubjectKey(subject), nothing]));
  for (const row of rows) {
    const subject = asked[row.place];
    if (subject) found.set(toSubjectKey(subject), unpack(row));
  }
  return found;
}

function selectHistories(subjects: string, since: string) {
  const from = sql`${since}::timestamptz`;
  const mostEvents = sql.raw(`LIMIT ${MOST_EVENTS}`);
  const mostSends = sql.raw(`LIMIT ${MOST_SENDS}`);
  // OFFSET 0: looked up by the contact, however many the planner expects.
  const addresses = sql`(
    SELECT s.address UNION ALL
    (SELECT address FROM contact_addresses WHERE contact_id = s.contact_id OFFSET 0)) AS r`;
  return sql`
    SELECT s.place, e.events, e.sent, m.sends
    FROM jsonb_to_recordset(${subjects}::jsonb) AS s(place int, contact_id text, address text)
    CROSS JOIN LATERAL (
      SELECT array_agg(packed)::text AS events, array_agg(sent)::text AS sent FROM (
        SELECT ${toMs('at')} * ${sql.raw(String(BITS))}
            + CASE kind WHEN 'open' THEN 0 WHEN 'click' THEN 2 ELSE 4 END + machine::int AS packed,
          CASE WHEN sent_at IS NULL THEN 0 ELSE ${toMs('sent_at')} END AS sent
        FROM (
          (SELECT at, kind, machine, sent_at FROM engagement_events
            WHERE contact_id = s.contact_id AND at >= ${from} ORDER BY at DESC ${mostEvents})
          UNION ALL
          SELECT own.* FROM ${addresses} CROSS JOIN LATERAL (
            SELECT at, kind, machine, sent_at FROM engagement_events
            WHERE address = r.address AND at >= ${from} ORDER BY at DESC ${mostEvents}) own
        ) every ORDER BY at DESC ${mostEvents}
      ) newest
    ) e
    CROSS JOIN LATERAL (
      SELECT array_agg(${toMs('sent_at')})::text AS sends FROM (
        SELECT sent_at FROM (
          (SELECT sent_at FROM messages
            WHERE contact_id = s.contact_id AND sent_at IS NOT NULL
              AND ${happenedAt} >= ${from} AND ${happenedAt} <= now()
            ORDER BY ${happenedAt} DESC ${mostSends})
          UNION ALL
          SELECT quick.* FROM ${addresses} CROSS JOIN LATERAL (
            SELECT sent_at FROM messages
            WHERE recipient = r.address AND contact_id IS NULL AND sent_at >= ${from}
            ORDER BY id DESC ${mostSends}) quick
        ) every ORDER BY sent_at DESC ${mostSends}
      ) newest
    ) m`;
}

/** Milliseconds since 1970 of an instant, which is kept by the millisecond. */
function toMs(column: string) {
  return sql.raw(`(date_part('epoch', ${column}) * 1000)::bigint`);
}

function unpack({ events, sent, sends }: PackedHistory): EngagementHistory {
  const sentMs = toNumbers(sent);
  return {
    engagements: toNumbers(events).map((packed, index) => readEvent(packed, sentMs[index] ?? 0)),
    sends: toNumbers(sends),
  };
}

function readEvent(packed: number, sentMs: number): Engagement {
  const bits = ((packed % BITS) + BITS) % BITS;
  const kind: EngagementKind = engagementKinds[bits >> 1] ?? 'open';
  const sentAtMs = sentMs === 0 ? null : sentMs;
  return { atMs: (packed - bits) / BITS, kind, machine: (bits & 1) === 1, sentAtMs };
}

/** An array as PostgreSQL writes it: `{1,2}`. */
function toNumbers(array: string | null): number[] {
  return array === null ? [] : JSON.parse(`[${array.slice(1, -1)}]`);
}

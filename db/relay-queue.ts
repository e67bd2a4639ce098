import { sql } from 'drizzle-orm';
import type { CancelReason, Channel } from '#domain/message';
import type { Status } from '#domain/status';
import type { TimingKind } from '#domain/timing';
import type { Queryable } from './connect.ts';

/** A message whose workflow a relay has to bring in line, as it stands now. */
export interface RelayItem {
  messageId: string;
  revision: number;
  /** How often it was tried before. */
  tries: number;
  /** No relay has succeeded for it yet. */
  isNew: boolean;
  /** `null`: the message is not there. */
  message: RelayedMessage | null;
}

export interface RelayedMessage {
  status: Status;
  version: number;
  dueAt: Date;
  cancelReason: CancelReason | null;
  channel: Channel;
  timingKind: TimingKind;
  byBatch: boolean;
  /** Whether a workflow was asked for before, so that there may be one to tell. */
  wasRequested: boolean;
  /**
   * How many messages that wait are due in the same span of time, this one included; those due at
   * an instant that more messages share do not count, so that singles are none of a crowd's.
   */
  company: number;
}

/** More than that, and the exact number makes no difference. */
const MOST_COUNTED = 20_000;
// A relay that dies leaves its rows to the others after that time.
const LEASE_MS = 15_000;

/**
 * Takes the soonest due of what waits for a relay, for a while; others skip these.
 *
 * @param companySpanMs what is due in the same span of this length is company.
 */
export async function takeRelayItems(
  db: Queryable,
  now: Date,
  limit: number,
  companySpanMs: number,
): Promise<RelayItem[]> {
  const at = now.toISOString();
  const until = new Date(now.getTime() + LEASE_MS).toISOString();
  const leased = await db.execute<LeasedRow & Record<string, unknown>>(sql`
    WITH due AS MATERIALIZED (
      SELECT message_id FROM outbox WHERE available_at <= ${at}::timestamptz
      ORDER BY due_at LIMIT ${limit} FOR UPDATE SKIP LOCKED
    )
    UPDATE outbox SET available_at = ${until}::timestamptz, tries = outbox.tries + 1
    FROM due WHERE outbox.message_id = due.message_id
    RETURNING outbox.message_id, outbox.revision, outbox.is_new, outbox.tries - 1 AS tries`);
  if (leased.length === 0) return [];
  // In a statement of its own: a change locks its message before its outbox row.
  const ids = leased.map((row) => row.message_id);
  const states = await markRequested(db, ids, at, companySpanMs);
  return leased
    .map((row) => ({
      messageId: row.message_id,
      revision: row.revision,
      tries: row.tries,
      isNew: row.is_new,
      message: states.get(row.message_id) ?? null,
    }))
    .sort((one, other) => dueMs(one) - dueMs(other));
}

/**
 * Forgets what was brought in line. What changed again meanwhile stays, as something that Temporal
 * knows by now.
 */
export async function finishRelayItems(db: Queryable, items: readonly RelayItem[]): Promise<void> {
  if (items.length === 0) return;
  await db.execute(sql`
    WITH seen AS (
      SELECT message_id, outbox.revision = s.revision AS is_done FROM outbox JOIN
        jsonb_to_recordset(${toJson(items)}::jsonb) AS s(id text, revision int)
        ON outbox.message_id = s.id
      ORDER BY message_id FOR UPDATE OF outbox
    ),
    changed AS (
      UPDATE outbox SET is_new = false
      WHERE message_id IN (SELECT message_id FROM seen WHERE NOT is_done)
    )
    DELETE FROM outbox WHERE message_id IN (SELECT message_id FROM seen WHERE is_done)`);
}

/** Puts back what could not be told to Temporal, to be tried again from `availableAt` on. */
export async function postponeRelayItems(
  db: Queryable,
  items: readonly RelayItem[],
  availableAt: Date,
): Promise<void> {
  if (items.length === 0) return;
  await db.execute(sql`
    UPDATE outbox SET available_at = ${availableAt.toISOString()}::timestamptz
    FROM jsonb_to_recordset(${toJson(items)}::jsonb) AS seen(id text, revision int)
    WHERE outbox.message_id = seen.id AND outbox.revision = seen.revision`);
}

/** How many messages wait for a relay. */
export async function countRelayItems(db: Queryable): Promise<number> {
  const rows = await db.execute<{ count: number }>(sql`SELECT count(*)::int AS count FROM outbox`);
  return rows[0]?.count ?? 0;
}

interface LeasedRow {
  message_id: string;
  revision: number;
  is_new: boolean;
  tries: number;
}

interface StateRow {
  id: string;
  status: Status;
  version: number;
  due_at: string;
  cancel_reason: CancelReason | null;
  channel: Channel;
  timing_kind: TimingKind;
  by_batch: boolean;
  was_requested: boolean;
  company: number;
}

async function markRequested(
  db: Queryable,
  ids: readonly string[],
  at: string,
  companySpanMs: number,
): Promise<Map<string, RelayedMessage>> {
  await db.execute(sql`
    WITH unmarked AS (
      SELECT id FROM messages WHERE id = ANY(${sql.param(ids)}::text[])
        AND workflow_requested_at IS NULL AND status = 'scheduled' AND NOT by_batch
      ORDER BY id FOR UPDATE
    )
    UPDATE messages SET workflow_requested_at = ${at}::timestamptz
    WHERE id IN (SELECT id FROM unmarked)`);
  const span = `${companySpanMs} milliseconds`;
  // A statement of its own: it sees a cancel that the first one had to wait for.
  const rows = await db.execute<StateRow & Record<string, unknown>>(sql`
    WITH found AS MATERIALIZED (
      SELECT *, date_bin(${span}::interval, due_at, 'epoch') AS span_start FROM messages
      WHERE id = ANY(${sql.param(ids)}::text[])
    ),
    instants AS (
      SELECT span_start, waiting.due_at, count(*)::int AS here FROM (
        SELECT DISTINCT span_start FROM found) AS spans CROSS JOIN LATERAL (
        SELECT due_at FROM messages WHERE status = 'scheduled' AND NOT held
          AND due_at >= span_start AND due_at < span_start + ${span}::interval
        LIMIT ${MOST_COUNTED}) AS waiting
      GROUP BY 1, 2
    ),
    companies AS (
      SELECT due_at, sum(here) OVER (PARTITION BY span_start ORDER BY here)::int AS company
      FROM instants
    )
    SELECT id, status, version, due_at, cancel_reason, channel, timing_kind, by_batch,
      -- An instant that is missing in a sample that is full is as crowded as the others.
      coalesce(company, CASE WHEN (SELECT sum(here) FROM instants) < ${MOST_COUNTED} THEN 1
        ELSE ${MOST_COUNTED} END) AS company, workflow_requested_at IS NOT NULL AS was_requested
    FROM found LEFT JOIN companies USING (due_at)`);
  return new Map(
    rows.map((row) => [
      row.id,
      {
        status: row.status,
        version: row.version,
        dueAt: new Date(row.due_at),
        cancelReason: row.cancel_reason,
        channel: row.channel,
        timingKind: row.timing_kind,
        byBatch: row.by_batch,
        wasRequested: row.was_requested,
        company: row.company,
      },
    ]),
  );
}

function toJson(items: readonly RelayItem[]): string {
  return JSON.stringify(items.map((item) => ({ id: item.messageId, revision: item.revision })));
}

function dueMs(item: RelayItem): number {
  return item.message?.dueAt.getTime() ?? 0;
}

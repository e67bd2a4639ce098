import { sql } from 'drizzle-orm';
import type { Queryable } from '../connect.ts';
import { type AttemptResult, toResultRecord } from './to-result-record.ts';
import { wentOut } from './went-out.ts';

/** Where a message stands after its attempt was settled. */
export interface Settled {
  version: number;
  dueAt: Date;
  /** It is to be attempted again, or as SMS. */
  isAwaited: boolean;
}

/**
 * Closes attempts with their outcomes and moves their messages accordingly, all in one statement:
 * the commits cost more than the rows. An answer that comes after its attempt was given up as
 * unknown still counts, if it is final.
 *
 * @returns one for each result, in their order; `null` where the message had moved on: then only
 * the attempt's record changed, if that.
 */
export async function settleAttempts(
  tx: Queryable,
  results: readonly AttemptResult[],
): Promise<(Settled | null)[]> {
  const rows = await tx.execute<SettledRow & Record<string, unknown>>(sql`
    WITH result AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(results.map(toResultRecord))}::jsonb) AS r(
        message_id text, attempt int, outcome text, code text, at timestamptz, status_before text[],
        status text, provider_message_id text, failure_code text, failure_detail text,
        next_attempt_at timestamptz, reconcile_at timestamptz, fallback_reason text,
        timing_reason text, event text, details jsonb)
    ),
    locked AS (
      SELECT m.id FROM messages m JOIN result r ON m.id = r.message_id ORDER BY m.id FOR UPDATE OF m
    ),
    closed AS (
      UPDATE attempts a SET finished_at = r.at, outcome = r.outcome, code = r.code
      FROM result r JOIN locked ON locked.id = r.message_id
      WHERE a.message_id = r.message_id AND a.number = r.attempt AND (a.finished_at IS NULL OR a.outcome = 'ambiguous')
      RETURNING a.message_id, a.number AS attempt
    ),
    moved AS (
      UPDATE messages m SET
        -- The SMS of an iMessage that was sent takes nothing back from that.
        status = CASE WHEN ${hasArrived} THEN 'delivered'
          WHEN m.falling_back AND r.status IN ('scheduled', 'unknown') THEN m.status
          ELSE coalesce(r.status, m.status) END,
        sent_at = CASE WHEN m.falling_back THEN coalesce(m.sent_at, r.sent_at) ELSE r.sent_at END,
        delivered_at = CASE WHEN ${hasArrived} THEN m.delivered_at END,
        provider_message_id = coalesce(r.provider_message_id,
          CASE WHEN m.falling_back THEN m.provider_message_id END),
        bridge_message_id = CASE WHEN m.channel = 'imessage' AND m.fallback_reason IS NULL
          THEN coalesce(r.provider_message_id, m.bridge_message_id) ELSE m.bridge_message_id END,
        failure_code = CASE WHEN ${isNoFailure} THEN NULL ELSE r.failure_code END,
        failure_detail = CASE WHEN ${isNoFailure} THEN NULL ELSE r.failure_detail END,
        -- An iMessage went at its time, whatever keeps its SMS.
        timing_reason = CASE WHEN m.falling_back THEN m.timing_reason
          ELSE coalesce(r.timing_reason, m.timing_reason) END,
        fallback_reason = coalesce(r.fallback_reason, m.fallback_reason), falling_back = false,
        reconcile_at = CASE WHEN ${isNoFailure} THEN NULL ELSE r.reconcile_at END,
        next_attempt_at = CASE WHEN NOT ${hasArrived} THEN r.next_attempt_at END,
        updated_at = r.at, version = m.version + 1
      FROM (SELECT *, CASE WHEN status = 'sent' THEN at END AS sent_at FROM result) r
      JOIN closed USING (message_id, attempt)
      WHERE m.id = r.message_id AND m.attempt_count = r.attempt
        AND (m.status = ANY(r.status_before) OR (m.falling_back AND ${wentOut}))
        AND (m.next_attempt_at IS NULL OR r.status IN ('sent', 'failed'))
      RETURNING m.workspace_id, m.id, r.attempt, m.version, m.due_at,
        m.next_attempt_at IS NOT NULL AS is_awaited, r.at, r.details,
        CASE WHEN m.status = 'delivered' THEN 'delivered' ELSE r.event END AS event
    ),
    event AS (
      INSERT INTO message_events (workspace_id, message_id, kind, at, details)
      SELECT workspace_id, id, event, at, details FROM moved
    )
    SELECT id, attempt, version, due_at, is_awaited FROM moved`);
  const settled = new Map(
    rows.map((row) => [
      `${row.id} ${row.attempt}`,
      { version: row.version, dueAt: new Date(row.due_at), isAwaited: row.is_awaited },
    ]),
  );
  return results.map((result) => settled.get(`${result.messageId} ${result.attempt}`) ?? null);
}

/** The iMessage's delivery was reported while its SMS was in hand, and no SMS went. */
const hasArrived = sql.raw(`(m.delivered_at IS NOT NULL AND r.status IS DISTINCT FROM 'sent')`);
const isNoFailure = sql`(${hasArrived}
  OR (m.falling_back AND m.status = 'sent' AND r.status = 'unknown'))`;

interface SettledRow {
  id: string;
  attempt: number;
  version: number;
  due_at: string;
  is_awaited: boolean;
}

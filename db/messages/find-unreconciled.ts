import { sql } from 'drizzle-orm';
import type { UnknownPolicy } from '#domain/message';
import type { Queryable } from '../connect.ts';

export interface LostAttempt {
  messageId: string;
  attempt: number;
  onUnknown: UnknownPolicy;
  claimedAt: Date;
  /** How many earlier attempts were ambiguous. */
  ambiguousBefore: number;
  /** How long an iMessage may take to be delivered; `null` for all that does not fall back. */
  fallbackAfterMs: number | null;
}

/** Attempts that are open since before `claimedBefore`: whoever made them is gone. */
export async function findLostAttempts(
  db: Queryable,
  claimedBefore: Date,
  limit: number,
): Promise<LostAttempt[]> {
  const rows = await db.execute<{
    id: string;
    attempt_count: number;
    on_unknown: UnknownPolicy;
    claimed_at: string;
    ambiguous_before: number;
    fallback_after_ms: number | null;
  }>(sql`
    WITH lost AS (
      (SELECT * FROM messages WHERE status = 'sending' AND next_attempt_at IS NULL
        AND claimed_at < ${claimedBefore.toISOString()}::timestamptz
        ORDER BY claimed_at LIMIT ${limit})
      UNION ALL
      (SELECT * FROM messages WHERE falling_back
        AND claimed_at < ${claimedBefore.toISOString()}::timestamptz
        ORDER BY claimed_at LIMIT ${limit})
    )
    SELECT id, attempt_count, claimed_at,
      -- Of an iMessage there is never a second SMS.
      CASE WHEN fallback_reason IS NULL THEN on_unknown ELSE 'reconcile' END AS on_unknown,
      (SELECT count(*)::int FROM attempts a
        WHERE a.message_id = lost.id AND a.outcome = 'ambiguous') AS ambiguous_before,
      CASE WHEN fallback_sender_id IS NOT NULL AND fallback_reason IS NULL THEN
        (SELECT w.imessage_fallback_seconds * 1000 FROM workspaces w WHERE w.id = lost.workspace_id)
      END AS fallback_after_ms
    FROM lost LIMIT ${limit}`);
  return rows.map((row) => ({
    messageId: row.id,
    attempt: row.attempt_count,
    onUnknown: row.on_unknown,
    claimedAt: new Date(row.claimed_at),
    ambiguousBefore: row.ambiguous_before,
    fallbackAfterMs: row.fallback_after_ms,
  }));
}

/**
 * Scheduled messages that no workflow was ever asked for, and that no relay has on its list.
 * Younger ones may still be on their way.
 */
export async function findUnrelayed(
  db: Queryable,
  changedBefore: Date,
  limit: number,
): Promise<string[]> {
  const rows = await db.execute<{ id: string }>(sql`
    SELECT id FROM messages m
    WHERE status = 'scheduled' AND workflow_requested_at IS NULL AND NOT by_batch
      AND updated_at < ${changedBefore.toISOString()}::timestamptz
      AND NOT EXISTS (SELECT FROM outbox o WHERE o.message_id = m.id)
    ORDER BY id LIMIT ${limit}`);
  return rows.map((row) => row.id);
}

/** A page of the scheduled messages whose workflow was asked for before `requestedBefore`. */
export async function findRequested(
  db: Queryable,
  requestedBefore: Date,
  afterId: string,
  limit: number,
): Promise<string[]> {
  const rows = await db.execute<{ id: string }>(sql`
    SELECT id FROM messages m
    WHERE status = 'scheduled' AND NOT by_batch
      AND workflow_requested_at < ${requestedBefore.toISOString()}::timestamptz
      AND id > ${afterId} AND NOT EXISTS (SELECT FROM outbox o WHERE o.message_id = m.id)
    ORDER BY id LIMIT ${limit}`);
  return rows.map((row) => row.id);
}

/**
 * Of these messages, those that nobody has to wait for any more; unknown ids included. The workflow
 * of one that was due after `dueBefore` may be about to wake and learn it by itself.
 */
export async function findEnded(
  db: Queryable,
  ids: readonly string[],
  dueBefore: Date,
): Promise<string[]> {
  const rows = await db.execute<{ id: string }>(sql`
    SELECT seen.id FROM unnest(${sql.param(ids)}::text[]) AS seen(id)
    LEFT JOIN messages m ON m.id = seen.id
    WHERE m.id IS NULL OR m.status = 'canceled'
      OR (m.status IN ('sent', 'delivered', 'undelivered', 'failed', 'unknown')
        -- Or it waits for its delivery report.
        AND m.next_attempt_at IS NULL AND NOT m.falling_back
        AND m.due_at < ${dueBefore.toISOString()}::timestamptz)`);
  return rows.map((row) => row.id);
}

/** Lets the relay ask for these messages' workflows anew. */
export async function forgetRequested(db: Queryable, ids: readonly string[]): Promise<void> {
  await db.execute(sql`
    UPDATE messages SET workflow_requested_at = NULL
    WHERE id = ANY(${sql.param(ids)}::text[]) AND status = 'scheduled'`);
}

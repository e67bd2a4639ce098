import { type SQL, sql } from 'drizzle-orm';
import type { Queryable } from '../connect.ts';
import { isOfRunningBatch } from './of-running-batch.ts';
import { joinPace, roomOf, sendersPace } from './pace.ts';

export interface PastDue {
  /** Only what has been due since before this instant; what its batch carries, whatever is due. */
  dueBefore: Date;
  now: Date;
  /** How many at the most. */
  limit: number;
}

/** What may be claimed, in its order. */
export interface Claimable {
  id: string;
  /** Its sender has a rate, and room for it now. */
  isPaced: boolean;
}

/** Picked for each that is claimed: others may be claiming the first ones. */
const AHEAD = 4;
/**
 * Of a line with a rate, so many are put in the order of their ids where they are due at one
 * instant: a look reads no more of a crowd. What comes after is in the order it was stored.
 */
const PUT_IN_ORDER = 500;
/**
 * Of a line, so many are looked at: those of a batch that was just paused or canceled are in the way
 * until they are held, the first due first, which takes moments.
 */
const LOOKED_AT = 2_000;

/**
 * Picks what is past due, of each sender of each workspace in turn, so that nobody's crowd keeps
 * others waiting, and of one with a rate as many as it may send now.
 */
export async function findPastDue(tx: Queryable, past: PastDue): Promise<Claimable[]> {
  const isDue = sql`${claimable} AND ${isPastDue(past)}`;
  const most = past.limit * AHEAD;
  // Two loose index scans step from one line to the next, whatever the crowd; nothing is read
  // while nothing is due.
  const rows = await tx.execute<{ id: string; is_paced: boolean }>(sql`
    WITH RECURSIVE lines AS (
      (SELECT workspace_id, sender_id FROM messages
        WHERE ${claimable} AND EXISTS (SELECT FROM messages m WHERE ${isDue})
        ORDER BY workspace_id, sender_id LIMIT 1)
      UNION ALL
      SELECT following.workspace_id, following.sender_id FROM lines CROSS JOIN LATERAL (
        SELECT workspace_id, sender_id FROM messages
        WHERE ${claimable} AND (workspace_id, sender_id) > (lines.workspace_id, lines.sender_id)
        ORDER BY workspace_id, sender_id LIMIT 1) following
    ),
    due_lines AS MATERIALIZED (
      SELECT *, greatest(2, ${most}::int / count(*) OVER ()) AS share
      FROM (SELECT lines.*, ${roomOf(sendersPace, past.now)} AS room FROM lines
        -- The first one, by index: asked whether there are any, PostgreSQL may hash all that are due.
        CROSS JOIN LATERAL (SELECT FROM messages m WHERE ${isDue}
          AND m.workspace_id = lines.workspace_id AND m.sender_id = lines.sender_id
          ORDER BY m.due_at LIMIT 1) first_due
        ${joinPace(sql`lines.sender_id`)}) line
      WHERE room IS NULL OR room > 0
    ),
    candidates AS (
      SELECT due.id, due.turn, due.due_at, room IS NOT NULL AS is_paced, row_number() OVER (
        PARTITION BY due_lines.workspace_id, due.turn ORDER BY due.due_at, random()) AS sender_turn
      FROM due_lines CROSS JOIN LATERAL (
        SELECT *, row_number() OVER (ORDER BY due_at, id) AS turn FROM (
          SELECT id, due_at FROM (
            SELECT id, due_at, batch_id FROM messages m
            -- What goes as SMS does so by another sender than its line, and waits beside it.
            WHERE ${isDue} AND m.fallback_reason IS NULL
              AND m.workspace_id = due_lines.workspace_id AND m.sender_id = due_lines.sender_id
            ORDER BY due_at LIMIT ${LOOKED_AT}
          ) m WHERE ${isOfRunningBatch('m')} ORDER BY due_at LIMIT CASE WHEN room IS NULL THEN share ELSE ${PUT_IN_ORDER}::int END
        ) first ORDER BY due_at, id LIMIT least(share, room)) due
    )
    SELECT id, is_paced FROM candidates ORDER BY turn, sender_turn, due_at LIMIT ${most}`);
  return rows.map((row) => ({ id: row.id, isPaced: row.is_paced }));
}

/** That `m` is past due: a message of its own workflow is left to that for a moment. */
export function isPastDue({ now, dueBefore }: PastDue): SQL {
  return sql`(m.due_at <= ${now.toISOString()}::timestamptz
    AND (m.by_batch OR m.due_at <= ${dueBefore.toISOString()}::timestamptz))`;
}

// Literally the condition of the index messages_due.
const claimable = sql.raw(`status = 'scheduled' AND NOT held`);

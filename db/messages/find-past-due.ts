import { type SQL, sql } from 'drizzle-orm';
import { alongIndexes } from '../along-indexes.ts';
import type { Database } from '../connect.ts';
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
export async function findPastDue(db: Database, past: PastDue): Promise<Claimable[]> {
  if (!(await isAnyDue(db, past.now))) return [];
  const rows = await alongIndexes(db, (tx) =>
    tx.execute<{ id: string; is_paced: boolean }>(toStatement(past)),
  );
  return rows.map((row) => ({ id: row.id, isPaced: row.is_paced }));
}

/** Most looks find nothing: they cost one step in an index. */
async function isAnyDue(db: Database, now: Date): Promise<boolean> {
  const [first] = await db.execute<{ is_due: boolean }>(sql`
    SELECT due_at <= ${now.toISOString()}::timestamptz AS is_due FROM messages
    WHERE ${claimable} ORDER BY due_at LIMIT 1`);
  return first?.is_due ?? false;
}

// A loose scan steps from one line to the next in their index, whatever the crowd. A line is read by
// the whole key: by its columns alone, PostgreSQL may look for it among all that are due.
function toStatement(past: PastDue): SQL {
  const now = sql`${past.now.toISOString()}::timestamptz`;
  const most = past.limit * AHEAD;
  return sql`
    WITH RECURSIVE lines AS (
      (SELECT workspace_id, sender_id, due_at, by_batch FROM messages
        WHERE ${claimable} ORDER BY workspace_id, sender_id, due_at LIMIT 1)
      UNION ALL
      SELECT following.* FROM lines CROSS JOIN LATERAL (
        SELECT workspace_id, sender_id, due_at, by_batch FROM messages
        WHERE ${claimable} AND (workspace_id, sender_id) > (lines.workspace_id, lines.sender_id)
        ORDER BY workspace_id, sender_id, due_at LIMIT 1) following
    ),
    due_lines AS MATERIALIZED (
      SELECT *, greatest(2, ${most}::int / count(*) OVER ()) AS share
      FROM (SELECT lines.*, ${roomOf(sendersPace, past.now)} AS room FROM lines ${joinPace(sql`lines.sender_id`)}
        -- What comes after a message that is left to its workflow waits for it, a moment.
        WHERE lines.due_at <= ${now} AND ${isFree('lines', past)}) line
      WHERE room IS NULL OR room > 0
    ),
    candidates AS (
      SELECT due.id, due.turn, due.due_at, room IS NOT NULL AS is_paced, row_number() OVER (
        PARTITION BY due_lines.workspace_id, due.turn ORDER BY due.due_at, random()) AS sender_turn
      FROM due_lines CROSS JOIN LATERAL (
        SELECT *, row_number() OVER (ORDER BY due_at, id) AS turn FROM (
          SELECT id, due_at FROM (
            SELECT id, workspace_id, sender_id, due_at, batch_id FROM messages m
            -- What goes as SMS does so by another sender than its line, and waits beside it.
            WHERE ${claimable} AND ${isFree('m', past)} AND m.fallback_reason IS NULL
              AND (m.workspace_id, m.sender_id, m.due_at)
                >= (due_lines.workspace_id, due_lines.sender_id, due_lines.due_at)
              AND (m.workspace_id, m.sender_id, m.due_at)
                <= (due_lines.workspace_id, due_lines.sender_id, ${now})
            ORDER BY workspace_id, sender_id, due_at LIMIT ${LOOKED_AT}
          ) m WHERE ${isOfRunningBatch('m')} ORDER BY workspace_id, sender_id, due_at
          LIMIT CASE WHEN room IS NULL THEN share ELSE ${PUT_IN_ORDER}::int END
        ) first ORDER BY due_at, id LIMIT least(share, room)) due
    )
    SELECT id, is_paced FROM candidates ORDER BY turn, sender_turn, due_at LIMIT ${most}`;
}

/** That `m` is past due. */
export function isPastDue(past: PastDue): SQL {
  return sql`(m.due_at <= ${past.now.toISOString()}::timestamptz AND ${isFree('m', past)})`;
}

/** That a message of its own workflow was left to that for a moment. */
function isFree(alias: 'm' | 'lines', { dueBefore }: PastDue): SQL {
  const at = sql`${dueBefore.toISOString()}::timestamptz`;
  return sql`(${sql.raw(alias)}.by_batch OR ${sql.raw(alias)}.due_at <= ${at})`;
}

// Literally the condition of the index messages_due.
const claimable = sql.raw(`status = 'scheduled' AND NOT held`);

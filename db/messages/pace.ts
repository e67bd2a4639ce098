import { type SQL, sql } from 'drizzle-orm';

/**
 * A sender's messages have their turns `1 / rate` seconds apart. One that goes so much later at the
 * most moves none of the next: two looks of the sweep, which would slow the line down otherwise.
 */
const TOLERANCE = sql.raw(`interval '80 milliseconds'`);
/** Clocks of workers differ by less: a turn further away was given at a slower rate. */
const MOST_SKEW = sql.raw(`interval '1 second'`);
/** Slower than one in three years is as slow; nothing overflows. */
const SLOWEST = sql.raw('1e-8');

/** What is known of a sender's pace, as SQL: columns, or `NULL`. */
export interface PaceColumns {
  /** When the next message has its turn; `NULL`: none was sent at a rate yet. */
  nextAt: SQL;
  /** `NULL`: there is no limit. */
  rate: SQL;
}

/** The pace of each row's sender. */
export const sendersPace: PaceColumns = { nextAt: sql`p.next_at`, rate: sql`s.rate_per_second` };

/** Joins what {@link sendersPace} reads. */
export function joinPace(senderId: SQL): SQL {
  return sql`JOIN senders s ON s.id = ${senderId} LEFT JOIN sender_paces p ON p.sender_id = s.id`;
}

/** When the next message has its turn by the rate of now, whatever it was before. */
export function turnOf({ nextAt, rate }: PaceColumns, now: Date): SQL {
  const at = sql`${now.toISOString()}::timestamptz`;
  return sql`CASE WHEN ${nextAt} > ${at} + ${distanceOf(rate)} + ${MOST_SKEW} THEN ${at}
    ELSE greatest(${nextAt}, ${at} - ${TOLERANCE}) END`;
}

/** How many messages may go now, `NULL` for any number. */
export function roomOf(pace: PaceColumns, now: Date): SQL {
  const sinceTurn = sql`extract(epoch FROM ${now.toISOString()}::timestamptz - (${turnOf(pace, now)}))`;
  return sql`CASE WHEN ${pace.rate} IS NOT NULL THEN
    greatest(0, floor(${sinceTurn} * ${pace.rate})::int + 1) END`;
}

/** The time from one turn to the next. */
export function distanceOf(rate: SQL): SQL {
  return sql`(1 / greatest(${rate}, ${SLOWEST}) * interval '1 second')`;
}

/** The part of a claim that grants what was locked, where no sender has a rate. */
export const grantAll: SQL = sql.raw('granted AS (SELECT id, due_at FROM which)');

/**
 * The part of a claim that takes turns: of `which` (id, due_at, sender_id) it grants what has no
 * rate, and a sender's messages if its pace still has room for all of them: then they have taken
 * it. All in one step with the claim: no turn is taken without one.
 */
export function grantTurns(now: Date): SQL {
  const pace = { nextAt: sql`p.next_at`, rate: sql`paced.rate` };
  const first = { nextAt: sql`NULL::timestamptz`, rate: sql`paced.rate` };
  // Rounded up: turns are kept in milliseconds, and must not come closer by that.
  const after = (turn: SQL) => sql`date_trunc('milliseconds',
    ${turn} + paced.wanted * ${distanceOf(sql`paced.rate`)} + interval '0.999 milliseconds')`;
  return sql`paced AS MATERIALIZED (
      SELECT which.sender_id, s.rate_per_second AS rate, count(*)::int AS wanted
      FROM which JOIN senders s ON s.id = which.sender_id
      WHERE s.rate_per_second IS NOT NULL GROUP BY which.sender_id, s.rate_per_second
    ),
    turns AS (
      INSERT INTO sender_paces AS p (sender_id, next_at)
      SELECT sender_id, ${after(turnOf(first, now))} FROM paced ORDER BY sender_id
      ON CONFLICT (sender_id) DO UPDATE
        SET next_at = (SELECT ${after(turnOf(pace, now))} FROM paced WHERE paced.sender_id = p.sender_id)
        WHERE (SELECT ${roomOf(pace, now)} >= paced.wanted FROM paced WHERE paced.sender_id = p.sender_id)
      RETURNING p.sender_id
    ),
    granted AS MATERIALIZED (
      SELECT which.id, which.due_at FROM which
      LEFT JOIN paced ON paced.sender_id = which.sender_id
      LEFT JOIN turns ON turns.sender_id = which.sender_id
      WHERE paced.sender_id IS NULL OR turns.sender_id IS NOT NULL
    )`;
}

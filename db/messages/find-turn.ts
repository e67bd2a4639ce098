import { sql } from 'drizzle-orm';
import type { Queryable } from '../connect.ts';
import { carrier, isBefore, isInLine } from './carrier.ts';
import { distanceOf, joinPace, sendersPace, turnOf } from './pace.ts';

/** Nobody waits by the count of a longer line: whoever is behind asks again. */
const COUNTED = 10_000;

/**
 * About when a message has its turn that its sender's rate keeps waiting: after those before it.
 * `null` when there is no such message, or no rate.
 */
export async function findTurn(tx: Queryable, id: string, now: Date): Promise<Date | null> {
  const rows = await tx.execute<{ turn_at: string | null }>(sql`
    SELECT greatest(${turnOf(sendersPace, now)}, ${now.toISOString()}::timestamptz)
      + line.length * ${distanceOf(sendersPace.rate)} AS turn_at
    FROM messages m ${joinPace(carrier)} CROSS JOIN LATERAL (
      SELECT count(*)::int AS length FROM (
        SELECT FROM messages e WHERE ${isInLine} AND ${isBefore}
        LIMIT ${COUNTED}) before) line
    WHERE m.id = ${id} AND s.rate_per_second IS NOT NULL`);
  const turnAt = rows[0]?.turn_at;
  return turnAt ? new Date(turnAt) : null;
}

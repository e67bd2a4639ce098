import { sql } from 'drizzle-orm';
import type { Queryable } from '../connect.ts';
import { carrier } from './carrier.ts';
import type { Claimable, PastDue } from './find-past-due.ts';
import { isOfRunningBatch } from './of-running-batch.ts';
import { joinPace, roomOf, sendersPace } from './pace.ts';

/**
 * Picks messages that may be out already and are to be sent again, and iMessages that go as SMS; of
 * a sender with a rate as many as it may send now.
 */
export async function findResendsDue(tx: Queryable, past: PastDue): Promise<Claimable[]> {
  const room = roomOf(sendersPace, past.now);
  const rows = await tx.execute<{ id: string; is_paced: boolean }>(sql`
    WITH due AS (
      SELECT m.id, s.id AS sender_id, m.next_attempt_at, ${room} AS room
      FROM messages m ${joinPace(carrier)}
      WHERE (m.status <> 'scheduled' OR m.fallback_reason IS NOT NULL) AND NOT m.held
        AND m.next_attempt_at <= ${past.dueBefore.toISOString()}::timestamptz
        AND coalesce(${room}, 1) > 0 AND ${isOfRunningBatch('m')}
      ORDER BY m.next_attempt_at LIMIT ${past.limit}
    ),
    line AS (
      SELECT *, row_number() OVER (PARTITION BY sender_id ORDER BY next_attempt_at, id) AS place
      FROM due
    )
    SELECT id, room IS NOT NULL AS is_paced FROM line WHERE room IS NULL OR place <= room
    ORDER BY next_attempt_at, id`);
  return rows.map((row) => ({ id: row.id, isPaced: row.is_paced }));
}

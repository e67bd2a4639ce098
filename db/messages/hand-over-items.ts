import { sql } from 'drizzle-orm';
import { MOST_WAKES } from '#domain/delivery';
import type { Queryable } from '../connect.ts';
import { noteForRelay } from '../outbox.ts';

/** Which items of a batch get workflows of their own. The caller holds the batch's row. */
export interface HandOver {
  batchId: string;
  /** Due from then on: what is due sooner, its workflow would miss. */
  from: Date;
  until: Date;
  limit: number;
}

/**
 * Gives items that are due at times of their own their own workflows: those that share their second
 * with few others of the workspace. A crowd is carried by the sweep.
 *
 * @returns how many that were.
 */
export async function handOverItems(tx: Queryable, over: HandOver): Promise<number> {
  const isDue = sql`m.batch_id = ${over.batchId} AND m.status = 'scheduled' AND m.by_batch
    AND NOT m.held AND m.due_at >= ${over.from.toISOString()}::timestamptz
    AND m.due_at < ${over.until.toISOString()}::timestamptz`;
  const rows = await tx.execute<{ id: string }>(sql`
    WITH seconds AS MATERIALIZED (
      SELECT DISTINCT m.workspace_id, date_trunc('second', m.due_at, 'UTC') AS second
      FROM messages m WHERE ${isDue}
    ),
    quiet AS MATERIALIZED (
      SELECT second FROM seconds WHERE (SELECT count(*) FROM (
        SELECT FROM messages o WHERE o.status = 'scheduled' AND NOT o.held
          AND o.workspace_id = seconds.workspace_id
          AND o.due_at >= second AND o.due_at < second + interval '1 second'
        LIMIT ${MOST_WAKES + 1}) AS company) <= ${MOST_WAKES}
    ),
    picked AS MATERIALIZED (
      SELECT m.id FROM messages m WHERE ${isDue}
        AND date_trunc('second', m.due_at, 'UTC') IN (SELECT second FROM quiet)
      ORDER BY m.id LIMIT ${over.limit} FOR UPDATE OF m
    )
    UPDATE messages m SET by_batch = false FROM picked WHERE m.id = picked.id RETURNING m.id`);
  await noteForRelay(
    tx,
    rows.map(({ id }) => id),
    'new',
  );
  return rows.length;
}

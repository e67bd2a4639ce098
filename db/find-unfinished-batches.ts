import { sql } from 'drizzle-orm';
import { isPending } from './batches.ts';
import type { Queryable } from './connect.ts';

export interface UnfinishedBatch {
  id: string;
  /** Nothing is to come of its messages any more: the last ones were canceled one by one. */
  isOver: boolean;
}

/** A page of the batches that are not completed, and whose workflows were told before. */
export async function findUnfinishedBatches(
  db: Queryable,
  changedBefore: Date,
  afterId: string,
  limit: number,
): Promise<UnfinishedBatch[]> {
  const rows = await db.execute<{ id: string; is_over: boolean }>(sql`
    -- One step in an index for each; asked whether any exists, all that are pending may be hashed.
    SELECT id, (SELECT m.id FROM messages m WHERE m.batch_id = b.id AND ${isPending} LIMIT 1) IS NULL AS is_over
    FROM batches b WHERE completed_at IS NULL AND status <> 'open'
      AND revision = relayed_revision AND updated_at < ${changedBefore.toISOString()}::timestamptz
      AND id > ${afterId} ORDER BY id LIMIT ${limit}`);
  return rows.map((row) => ({ id: row.id, isOver: row.is_over }));
}

/** Batches whose workflows were not told of what changed before. */
export async function findUntoldBatches(
  db: Queryable,
  changedBefore: Date,
  limit: number,
): Promise<string[]> {
  const rows = await db.execute<{ id: string }>(sql`
    SELECT id FROM batches WHERE revision <> relayed_revision
      AND updated_at < ${changedBefore.toISOString()}::timestamptz ORDER BY updated_at LIMIT ${limit}`);
  return rows.map(({ id }) => id);
}

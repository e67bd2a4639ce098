import { sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';

/** A page of the batches that something is to come of, and whose workflows were told before. */
export async function findUnfinishedBatches(
  db: Queryable,
  changedBefore: Date,
  afterId: string,
  limit: number,
): Promise<string[]> {
  const rows = await db.execute<{ id: string }>(sql`
    SELECT id FROM batches WHERE completed_at IS NULL AND status <> 'open'
      AND revision = relayed_revision AND updated_at < ${changedBefore.toISOString()}::timestamptz
      AND id > ${afterId} ORDER BY id LIMIT ${limit}`);
  return rows.map(({ id }) => id);
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

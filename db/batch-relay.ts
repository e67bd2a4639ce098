import { sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';

/** A batch whose workflow has to hear of a change. */
export interface ChangedBatch {
  id: string;
  /** The change that is told; a later one is told again. */
  revision: number;
}

// A relay that dies leaves its batches to the others after that time.
const LEASE_MS = 15_000;

/** Takes batches whose workflows were not told yet, for a while; others leave these alone. */
export async function takeChangedBatches(
  db: Queryable,
  now: Date,
  limit: number,
): Promise<ChangedBatch[]> {
  const until = new Date(now.getTime() + LEASE_MS).toISOString();
  const rows = await db.execute<{ id: string; revision: number }>(sql`
    WITH changed AS MATERIALIZED (
      SELECT id FROM batches WHERE revision <> relayed_revision
        AND (relay_at IS NULL OR relay_at <= ${now.toISOString()}::timestamptz)
      ORDER BY id LIMIT ${limit} FOR NO KEY UPDATE
    )
    UPDATE batches b SET relay_at = ${until}::timestamptz FROM changed WHERE b.id = changed.id
    RETURNING b.id, b.revision`);
  return rows.map(({ id, revision }) => ({ id, revision }));
}

/** Notes what the workflows were told. */
export async function finishChangedBatches(
  db: Queryable,
  told: readonly ChangedBatch[],
): Promise<void> {
  if (told.length === 0) return;
  await db.execute(sql`
    UPDATE batches b SET relayed_revision = told.revision,
      relay_at = CASE WHEN b.revision = told.revision THEN NULL ELSE b.relay_at END
    FROM jsonb_to_recordset(${JSON.stringify(told)}::jsonb) AS told(id text, revision int)
    WHERE b.id = told.id AND b.relayed_revision < told.revision`);
}

/** Puts back what could not be told to Temporal, to be tried again from `relayAt` on. */
export async function postponeChangedBatches(
  db: Queryable,
  failed: readonly ChangedBatch[],
  relayAt: Date,
): Promise<void> {
  if (failed.length === 0) return;
  await db.execute(sql`
    UPDATE batches b SET relay_at = ${relayAt.toISOString()}::timestamptz
    FROM jsonb_to_recordset(${JSON.stringify(failed)}::jsonb) AS failed(id text, revision int)
    WHERE b.id = failed.id AND b.revision = failed.revision`);
}

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

/** Has these batches' workflows told again: there are none any more. */
export async function tellBatchesAgain(db: Queryable, ids: readonly string[]): Promise<void> {
  await db.execute(sql`UPDATE batches SET revision = revision + 1, relay_at = NULL
    WHERE id IN (SELECT id FROM batches WHERE id = ANY(${sql.param(ids)}::text[])
      ORDER BY id FOR NO KEY UPDATE)`);
}

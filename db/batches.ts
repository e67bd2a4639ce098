import { and, eq, not, sql } from 'drizzle-orm';
import type { BatchStatus } from '#domain/batch';
import type { Status } from '#domain/status';
import type { Queryable } from './connect.ts';
import { batches } from './schema/batches.ts';

export type BatchRow = typeof batches.$inferSelect;

/** How many of a batch's messages, of one sender, have a status, and what may still come of them. */
export interface BatchCount {
  status: Status;
  count: number;
  /** Of those that something may still come of. */
  pending: number;
  /** When the last of those goes: due after what postponed it, and not faster than its sender's rate. */
  lastAt: Date | null;
  updatedAt: Date;
}

/** Adds a batch. */
export async function insertBatch(tx: Queryable, row: typeof batches.$inferInsert): Promise<void> {
  await tx.insert(batches).values(row);
}

/** A batch of the workspace that the transaction entered. */
export async function findBatch(tx: Queryable, id: string): Promise<BatchRow | null> {
  const rows = await tx.select().from(batches).where(eq(batches.id, id));
  return rows[0] ?? null;
}

/**
 * A batch that takes another message: locked, so that it is not paused, canceled or done before the
 * message is there. One that was done runs again; a dry run never does.
 */
export async function joinBatch(tx: Queryable, id: string, now: Date): Promise<BatchRow | null> {
  for (;;) {
    // Before it is locked for reading: two that hold that lock would wait for each other here.
    await tx
      .update(batches)
      .set({ status: 'running', completedAt: null, updatedAt: now, ...toldAgain })
      .where(and(eq(batches.id, id), eq(batches.status, 'done'), not(batches.isDryRun)));
    const row = await shareBatch(tx, id);
    if (row?.status !== 'done' || row.isDryRun) return row;
  }
}

/** A batch, locked against all who would change it. */
export async function shareBatch(tx: Queryable, id: string): Promise<BatchRow | null> {
  const rows = await tx.select().from(batches).where(eq(batches.id, id)).for('share');
  return rows[0] ?? null;
}

/** A batch, locked against all who would claim of it, add to it, or change it. */
export async function lockBatch(tx: Queryable, id: string): Promise<BatchRow | null> {
  const rows = await tx.select().from(batches).where(eq(batches.id, id)).for('no key update');
  return rows[0] ?? null;
}

/** Moves a locked batch to a status, and has its workflow told. */
export async function moveBatch(
  tx: Queryable,
  id: string,
  status: BatchStatus,
  now: Date,
): Promise<BatchRow> {
  const [row] = await tx
    .update(batches)
    .set({ status, updatedAt: now, ...toldAgain })
    .where(eq(batches.id, id))
    .returning();
  if (!row) throw new Error(`the locked batch ${id} is gone`);
  return row;
}

/** Notes how many items were accepted and rejected. */
export async function countItems(
  tx: Queryable,
  id: string,
  counts: { accepted: number; rejected: number },
): Promise<void> {
  await tx.update(batches).set(counts).where(eq(batches.id, id));
}

const toldAgain = { revision: sql`${batches.revision} + 1`, relayAt: null };

/** Counts a batch's messages by their status (B2). */
export async function countBatch(
  tx: Queryable,
  { workspaceId, id }: Pick<BatchRow, 'workspaceId' | 'id'>,
): Promise<BatchCount[]> {
  const rows = await tx.execute<{
    status: Status;
    count: number;
    pending: number;
    last_at: string | null;
    updated_at: string;
  }>(sql`
    WITH counted AS (
      SELECT status, sender_id, count(*)::int AS count,
        (count(*) FILTER (WHERE ${isPending}))::int AS pending, max(updated_at) AS updated_at,
        min(due_at) FILTER (WHERE ${isPending}) AS first_due_at,
        max(due_at) FILTER (WHERE ${isPending}) AS last_due_at
      FROM messages WHERE workspace_id = ${workspaceId} AND batch_id = ${id} GROUP BY status, sender_id
    )
    -- Thirty years are long enough for the slowest.
    SELECT status, count, pending, c.updated_at, CASE WHEN pending > 0 THEN greatest(last_due_at, now(),
      CASE WHEN rate_per_second IS NOT NULL THEN greatest(first_due_at, now())
        + least((pending - 1) / rate_per_second, 1e9) * interval '1 second' END) END AS last_at
    FROM counted c JOIN senders s ON s.id = c.sender_id`);
  return rows.map((row) => ({
    status: row.status,
    count: row.count,
    pending: row.pending,
    lastAt: row.last_at === null ? null : new Date(row.last_at),
    updatedAt: new Date(row.updated_at),
  }));
}

/** That it may still be sent, as SMS too, or that its provider is still asked about it. */
export const isPending = sql.raw(`(status IN ('scheduled', 'sending') OR next_attempt_at IS NOT NULL
  OR falling_back OR (status = 'unknown' AND reconcile_at IS NOT NULL))`);

import { and, eq, getTableColumns, lte, sql } from 'drizzle-orm';
import type { BatchEventKind } from '#domain/batch';
import type { ErrorCode, Problem } from '#domain/errors';
import type { BatchRow } from './batches.ts';
import type { Queryable } from './connect.ts';
import { batchEvents } from './schema/batch-events.ts';
import { batches } from './schema/batches.ts';

/** A line that is no message, and why. */
export interface Rejection {
  line: number;
  code: ErrorCode;
  detail: string;
  problems: readonly Problem[];
}

/** How an upload moves on. */
export type UploadChange = Pick<
  BatchRow,
  | 'uploadFormat'
  | 'uploadColumns'
  | 'uploadOffset'
  | 'uploadTail'
  | 'uploadSkip'
  | 'uploadLines'
  | 'accepted'
  | 'rejected'
>;

// It may be as long as a line may be, and is for those who go on from it.
const { uploadTail: _, ...columns } = getTableColumns(batches);

export type LockedUpload = Omit<BatchRow, 'uploadTail'>;

/**
 * A batch, after what was being taken of its upload. Requests that began before the byte where it
 * stands take nothing more then: their callers are gone, and what is left of them is in the way.
 */
export async function enterUpload(tx: Queryable, id: string): Promise<BatchRow | null> {
  const rows = await tx
    .update(batches)
    .set({ uploadFence: batches.uploadOffset })
    .where(and(eq(batches.id, id), eq(batches.status, 'open')))
    .returning();
  return rows[0] ?? null;
}

/**
 * The batch, if it is open and its upload stands at this byte, locked until the transaction ends:
 * of two who go on from there at once the second finds it elsewhere.
 */
export async function lockUpload(
  tx: Queryable,
  id: string,
  { from, began }: { from: number; began: number },
): Promise<LockedUpload | null> {
  const rows = await tx
    .select(columns)
    .from(batches)
    .where(
      and(
        eq(batches.id, id),
        eq(batches.status, 'open'),
        eq(batches.uploadOffset, from),
        lte(batches.uploadFence, began),
      ),
    )
    .for('no key update');
  return rows[0] ?? null;
}

/** Moves an upload on that is locked. */
export async function advanceUpload(
  tx: Queryable,
  id: string,
  change: UploadChange & { updatedAt: Date },
): Promise<void> {
  await tx.update(batches).set(change).where(eq(batches.id, id));
}

/**
 * Ends the upload of a batch that is locked; its workflow hears of it. One that has messages is not
 * over with that, whoever put them there.
 */
export async function endUpload(
  tx: Queryable,
  id: string,
  change: Pick<BatchRow, 'status' | 'completedAt' | 'updatedAt'>,
): Promise<void> {
  const { completedAt, ...rest } = change;
  const isOver = completedAt === null ? sql`false` : sql`NOT ${hasMessages}`;
  await tx
    .update(batches)
    .set({
      ...rest,
      uploadTail: '',
      completedAt: sql`CASE WHEN ${isOver} THEN ${completedAt?.toISOString() ?? null}::timestamptz END`,
      revision: sql`CASE WHEN ${isOver} THEN revision ELSE revision + 1 END`,
    })
    .where(eq(batches.id, id));
}

const hasMessages = sql.raw(`EXISTS (SELECT FROM messages m
  WHERE m.workspace_id = batches.workspace_id AND m.batch_id = batches.id)`);

/** Keeps which lines were no messages. */
export async function insertRejections(
  tx: Queryable,
  batch: Pick<BatchRow, 'workspaceId' | 'id'>,
  rejections: readonly Rejection[],
): Promise<void> {
  if (rejections.length === 0) return;
  await tx.execute(sql`
    INSERT INTO batch_rejections (workspace_id, batch_id, line, code, detail, problems)
    SELECT ${batch.workspaceId}, ${batch.id}, line, code, detail, problems
    FROM jsonb_to_recordset(${JSON.stringify(rejections)}::jsonb)
      AS r(line int, code text, detail text, problems jsonb)`);
}

/** Whether this happened to the batch. */
export async function hasBatchEvent(
  tx: Queryable,
  batchId: string,
  kind: BatchEventKind,
): Promise<boolean> {
  const rows = await tx
    .select({ id: batchEvents.id })
    .from(batchEvents)
    .where(and(eq(batchEvents.batchId, batchId), eq(batchEvents.kind, kind)))
    .limit(1);
  return rows.length > 0;
}

import { and, desc, eq, getTableColumns, gt, inArray, lt } from 'drizzle-orm';
import type { BatchStatus } from '#domain/batch';
import type { BatchRow } from './batches.ts';
import type { Queryable } from './connect.ts';
import { batchRejections } from './schema/batch-rejections.ts';
import { batches } from './schema/batches.ts';

// A page of them would be megabytes.
const { uploadTail: _, defaults: __, ...columns } = getTableColumns(batches);

export type ListedBatch = Omit<BatchRow, 'uploadTail' | 'defaults'>;
export type RejectionRow = typeof batchRejections.$inferSelect;

/** A workspace's batches, newest first. */
export async function listBatchRows(
  tx: Queryable,
  workspaceId: string,
  page: { limit: number; before: string | undefined; status?: BatchStatus[] | undefined },
): Promise<ListedBatch[]> {
  return tx
    .select(columns)
    .from(batches)
    .where(
      and(
        eq(batches.workspaceId, workspaceId),
        page.status && inArray(batches.status, page.status),
        page.before === undefined ? undefined : lt(batches.id, page.before),
      ),
    )
    .orderBy(desc(batches.id))
    .limit(page.limit);
}

/** The lines of an upload that are no messages, in their order. */
export async function listRejectionRows(
  tx: Queryable,
  batchId: string,
  page: { limit: number; afterLine: number },
): Promise<RejectionRow[]> {
  return tx
    .select()
    .from(batchRejections)
    .where(and(eq(batchRejections.batchId, batchId), gt(batchRejections.line, page.afterLine)))
    .orderBy(batchRejections.line)
    .limit(page.limit);
}

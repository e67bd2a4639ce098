import { type ListedBatch, listBatchRows } from '#db/list-batches';
import type { Scope } from '#db/scope';
import type { BatchStatus } from '#domain/batch';
import type { Page, PageRequest } from '#messages/message-input';
import { toPage } from '#messages/to-page';
import type { BatchView } from './batch-view.ts';
import { toUploadView } from './upload-view.ts';

/** A batch in a list: its messages are not counted. */
export type BatchSummary = Omit<BatchView, 'total' | 'counts' | 'estimatedEndAt'>;

/** The workspace's batches, or those of these statuses, newest first, a page at a time. */
export async function listBatches(
  scope: Scope,
  { status, ...page }: PageRequest & { status?: BatchStatus[] | undefined },
): Promise<Page<BatchSummary>> {
  const rows = await listBatchRows(scope.tx, scope.workspaceId, {
    status,
    limit: page.limit + 1,
    before: page.cursor,
  });
  return toPage(rows, page, toSummary);
}

function toSummary(row: ListedBatch): BatchSummary {
  return {
    id: row.id,
    name: row.name,
    status: row.status,
    dryRun: row.isDryRun,
    upload: toUploadView(row),
    completedAt: row.completedAt,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}

import { addBatchEvent } from '#db/batch-events';
import { endUpload, hasBatchEvent } from '#db/batch-uploads';
import { type BatchRow, findBatch, lockBatch } from '#db/batches';
import { cancelPortion } from '#db/messages/batch-portions';
import type { Scope } from '#db/scope';
import { BATCH_ITEMS_MAX } from '#domain/batch';
import { AppError } from '#domain/errors';
import type { MessageDeps } from '#messages/message-deps';
import { type BatchView, toBatchView } from './batch-view.ts';
import { toUploadState, type UploadState } from './find-upload.ts';
import { takeLinesOf } from './take-lines.ts';
import type { UploadPortion } from './upload-input.ts';
import { toUploadView } from './upload-view.ts';

export interface ClosingBatch {
  id: string;
  /** Reads the line that has no end; `null`: there is none. */
  readTail(upload: UploadState): UploadPortion | null;
}

/**
 * Ends an upload: its batch runs, or is canceled where it is `allOrNothing` and a line was
 * rejected. What is closed already, or never was open, stays as it is.
 *
 * @returns the batch without counts: counting a million takes longer than others can wait for it.
 * @throws AppError `not_found`, `validation_failed` when the end of the upload is no header;
 * `final` when the batch was canceled before.
 */
export async function closeBatch(
  deps: MessageDeps,
  scope: Scope,
  { id, readTail }: ClosingBatch,
): Promise<BatchView> {
  const batch = await lockBatch(scope.tx, id);
  if (!batch) throw new AppError('not_found', 'there is no batch with this id');
  if (batch.status === 'open') {
    const portion = readTail(toUploadState(batch));
    const taken = portion && (await takeLinesOf(deps, scope, { batch, portion }));
    await end(scope, batch, taken?.upload.rejected ?? batch.rejected);
  } else if (await wasCanceledOpen(scope, batch)) {
    throw new AppError('final', 'the batch was canceled before it was closed');
  }
  return toBatchView((await findBatch(scope.tx, id)) ?? batch, []);
}

/** What came in one request was never open. */
async function wasCanceledOpen({ tx }: Scope, batch: BatchRow): Promise<boolean> {
  if (batch.status !== 'canceled' || toUploadView(batch) === null) return false;
  return !(await hasBatchEvent(tx, batch.id, 'closed'));
}

async function end(
  { tx, now, workspaceId }: Scope,
  batch: BatchRow,
  rejected: number,
): Promise<void> {
  const isRefused = batch.allOrNothing && rejected > 0;
  await addBatchEvent(tx, batch, 'closed', now);
  if (isRefused) await addBatchEvent(tx, batch, 'canceled', now);
  // Of a dry run nothing is left to do for a workflow.
  const completedAt = batch.isDryRun ? now : null;
  const status = isRefused ? 'canceled' : batch.isDryRun ? 'done' : 'running';
  await endUpload(tx, batch.id, { status, completedAt, updatedAt: now });
  if (!isRefused) return;
  // As where it is canceled by a request: shown as canceled from the answer on.
  const first = { workspaceId, batchId: batch.id, after: null, limit: BATCH_ITEMS_MAX };
  await cancelPortion(tx, first, now);
}

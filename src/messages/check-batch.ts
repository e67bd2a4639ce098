import { findBatch, joinBatch } from '#db/batches';
import type { Scope } from '#db/scope';
import { type AppError, validationFailed } from '#domain/errors';

/**
 * Refuses to put a message into a batch that is not there, was canceled, or is a dry run, of which
 * nothing goes (B1). One that was done runs again, and none is paused or canceled before the message
 * is in it.
 *
 * @param isStored otherwise nothing is locked, and nothing changes.
 * @returns whether the message waits for the batch to go on.
 * @throws AppError `validation_failed`
 */
export async function checkBatch(
  scope: Scope,
  batchId: string | undefined,
  isStored: boolean,
): Promise<{ isHeld: boolean }> {
  if (batchId === undefined) return { isHeld: false };
  const batch = isStored
    ? await joinBatch(scope.tx, batchId, scope.now)
    : await findBatch(scope.tx, batchId);
  if (!batch) throw refuse('batchId names no batch');
  if (batch.isDryRun) throw refuse('batchId names a dry run');
  if (batch.status === 'canceled') throw refuse('batchId names a batch that was canceled');
  return { isHeld: batch.status === 'open' || batch.status === 'paused' };
}

function refuse(detail: string): AppError {
  return validationFailed([{ pointer: '/batchId', detail }]);
}

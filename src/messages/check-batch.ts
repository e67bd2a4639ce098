import { findBatch, joinBatch } from '#db/batches';
import type { Scope } from '#db/scope';
import { validationFailed } from '#domain/errors';

/**
 * Refuses to put a message into a batch that is not there, or was canceled (B1). One that was done
 * runs again, and none is paused or canceled before the message is in it.
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
  if (batch && batch.status !== 'canceled') {
    return { isHeld: batch.status === 'open' || batch.status === 'paused' };
  }
  const detail = batch ? 'batchId names a batch that was canceled' : 'batchId names no batch';
  throw validationFailed([{ pointer: '/batchId', detail }]);
}

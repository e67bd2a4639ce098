import { findBatch } from '#db/batches';
import type { Scope } from '#db/scope';
import { validationFailed } from '#domain/errors';

/**
 * Refuses to put a message into a batch that is not there, or was canceled (B1).
 *
 * @throws AppError `validation_failed`
 */
export async function checkBatch(scope: Scope, batchId: string | undefined): Promise<void> {
  if (batchId === undefined) return;
  const batch = await findBatch(scope.tx, batchId);
  if (batch && batch.status !== 'canceled') return;
  const detail = batch ? 'batchId names a batch that was canceled' : 'batchId names no batch';
  throw validationFailed([{ pointer: '/batchId', detail }]);
}

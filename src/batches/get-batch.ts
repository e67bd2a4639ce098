import { countBatch, findBatch } from '#db/batches';
import type { Scope } from '#db/scope';
import { AppError } from '#domain/errors';
import { type BatchView, toBatchView } from './batch-view.ts';

/** A batch and how far it is (B2). @throws AppError `not_found` */
export async function getBatch(scope: Scope, id: string): Promise<BatchView> {
  const row = await findBatch(scope.tx, id);
  if (!row) throw new AppError('not_found', 'there is no batch with this id');
  return toBatchView(row, await countBatch(scope.tx, row));
}

import { addBatchEvent } from '#db/batch-events';
import { type BatchRow, lockBatch, moveBatch } from '#db/batches';
import type { Portion } from '#db/messages/batch-portions';
import type { Scope } from '#db/scope';
import type { BatchEventKind, BatchStatus } from '#domain/batch';
import { AppError } from '#domain/errors';
import { type BatchView, toBatchView } from './batch-view.ts';

/** How a batch is changed as a whole. */
export interface BatchChange {
  to: BatchStatus;
  /** How it may stand before; as `to` already, nothing changes. */
  from: readonly BatchStatus[];
  event: BatchEventKind;
  /** How many messages follow with the change itself; its workflow sees to the rest. */
  atOnce: number;
  /** What follows for its messages. */
  follow(scope: Scope, portion: Portion): Promise<unknown>;
}

/**
 * Changes a batch as a whole. From the commit on it counts for each of its messages: a claim looks
 * at the batch, under a lock. Its messages are counted after that: counting a million takes longer
 * than others can wait for the batch.
 *
 * @returns the batch without counts.
 * @throws AppError `not_found`, `final`, `conflict`
 */
export async function changeBatch(
  scope: Scope,
  id: string,
  change: BatchChange,
): Promise<BatchView> {
  const { tx, now, workspaceId } = scope;
  const found = await lockBatch(tx, id);
  if (!found) throw new AppError('not_found', 'there is no batch with this id');
  if (found.status === change.to) return toBatchView(found, []);
  if (!change.from.includes(found.status)) throw refuse(found);
  const row = await moveBatch(tx, id, change.to, now);
  await addBatchEvent(tx, row, change.event, now);
  // In one statement: it locks them by their ids, as all do who lock more than one.
  await change.follow(scope, { workspaceId, batchId: id, after: null, limit: change.atOnce });
  return toBatchView(row, []);
}

function refuse({ status }: BatchRow): AppError {
  const detail = `the batch is ${status}`;
  if (status === 'open') return new AppError('conflict', `${detail}: it was not closed yet`);
  return new AppError('final', `${detail}, which is final`);
}

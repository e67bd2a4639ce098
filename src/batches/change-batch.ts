import { addBatchEvent } from '#db/batch-events';
import { type BatchRow, countBatch, lockBatch, moveBatch } from '#db/batches';
import type { Portion, PortionDone } from '#db/messages/batch-portions';
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
  follow(scope: Scope, portion: Portion): Promise<PortionDone>;
}

/** Rows follow in statements of so many: each takes a moment. */
const PORTION = 1_000;

/**
 * Changes a batch as a whole. From the commit on it counts for each of its messages: a claim looks
 * at the batch, under a lock.
 *
 * @throws AppError `not_found`, `final`, `conflict`
 */
export async function changeBatch(
  scope: Scope,
  id: string,
  change: BatchChange,
): Promise<BatchView> {
  const { tx, now } = scope;
  const found = await lockBatch(tx, id);
  if (!found) throw new AppError('not_found', 'there is no batch with this id');
  if (found.status === change.to) return toBatchView(found, await countBatch(tx, found));
  if (!change.from.includes(found.status)) throw refuse(found);
  const row = await moveBatch(tx, id, change.to, now);
  await addBatchEvent(tx, row, change.event, now);
  await followAtOnce(scope, row, change);
  return toBatchView(row, await countBatch(tx, row));
}

async function followAtOnce(scope: Scope, row: BatchRow, change: BatchChange): Promise<void> {
  const { workspaceId, id: batchId } = row;
  let afterId: string | null = '';
  for (let count = 0; count < change.atOnce && afterId !== null; count += PORTION) {
    const portion = { workspaceId, batchId, afterId, limit: PORTION };
    const done: PortionDone = await change.follow(scope, portion);
    afterId = done.count < PORTION ? null : done.lastId;
  }
}

function refuse({ status }: BatchRow): AppError {
  const detail = `the batch is ${status}`;
  if (status === 'open') return new AppError('conflict', `${detail}: it was not closed yet`);
  return new AppError('final', `${detail}, which is final`);
}

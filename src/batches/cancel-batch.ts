import { cancelPortion } from '#db/messages/batch-portions';
import type { Scope } from '#db/scope';
import { BATCH_ITEMS_MAX } from '#domain/batch';
import type { BatchView } from './batch-view.ts';
import { changeBatch } from './change-batch.ts';

/**
 * Cancels a batch: once the transaction commits, nothing more of it is sent, what the optimizer
 * timed included (B3, C3). Canceling again changes nothing.
 *
 * @throws AppError `not_found`, `final`
 */
export async function cancelBatch(scope: Scope, id: string): Promise<BatchView> {
  return changeBatch(scope, id, {
    to: 'canceled',
    from: ['open', 'running', 'paused'],
    event: 'canceled',
    // Those of one POST: each is shown as canceled from the answer on.
    atOnce: BATCH_ITEMS_MAX,
    follow: ({ tx, now }, portion) => cancelPortion(tx, portion, now),
  });
}

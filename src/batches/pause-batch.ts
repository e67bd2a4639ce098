import { holdPortion } from '#db/messages/batch-portions';
import type { Scope } from '#db/scope';
import type { BatchView } from './batch-view.ts';
import { changeBatch } from './change-batch.ts';

/**
 * Pauses a batch: once the transaction commits, nothing of it is sent until it is resumed (B3).
 * Pausing again changes nothing.
 *
 * @throws AppError `not_found`, `final`, `conflict`
 */
export async function pauseBatch(scope: Scope, id: string): Promise<BatchView> {
  return changeBatch(scope, id, {
    to: 'paused',
    from: ['running'],
    event: 'paused',
    // Who is claimed is the batch's to say: that others follow later, nobody notices.
    atOnce: 1_000,
    follow: ({ tx }, portion) => holdPortion(tx, portion, true),
  });
}

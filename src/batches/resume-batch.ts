import { holdPortion } from '#db/messages/batch-portions';
import type { Scope } from '#db/scope';
import type { BatchView } from './batch-view.ts';
import { changeBatch } from './change-batch.ts';

/**
 * Lets a paused batch go on: what was due meanwhile goes at once, in its order (B3). Resuming again
 * changes nothing.
 *
 * @throws AppError `not_found`, `final`, `conflict`
 */
export async function resumeBatch(scope: Scope, id: string): Promise<BatchView> {
  return changeBatch(scope, id, {
    to: 'running',
    from: ['paused'],
    event: 'resumed',
    // The first go at once, while the others are let go.
    atOnce: 1_000,
    follow: ({ tx }, portion) => holdPortion(tx, portion, false),
  });
}

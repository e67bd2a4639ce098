import type { Scope } from '#db/scope';
import { markSenderDeleted } from '#db/senders';
import { senderNotFound } from './get-sender.ts';

/**
 * Deletes a sender. Messages that are pending from it fail when they are due, with a reason that
 * names it (N4).
 *
 * @throws AppError `not_found`
 */
export async function deleteSender(scope: Scope, id: string): Promise<void> {
  if (!(await markSenderDeleted(scope.tx, id, scope.now))) throw senderNotFound();
}

import type { Scope } from '#db/scope';
import { markSenderDeleted } from '#db/senders';
import { AppError } from '#domain/errors';

/**
 * Deletes a sender. Messages that are pending from it fail when they are due, with a reason that
 * names it (N4).
 *
 * @throws AppError `not_found`
 */
export async function deleteSender(scope: Scope, id: string): Promise<void> {
  if (!(await markSenderDeleted(scope.tx, id, scope.now))) {
    throw new AppError('not_found', 'there is no such sender');
  }
}

import { markContactDeleted } from '#db/contacts';
import { deleteContactEngagements } from '#db/engagement-events';
import type { Scope } from '#db/scope';
import { markCurvesStale } from '#db/send-time-curves';
import { cancelContactMessages } from '#messages/cancel-contact-messages';
import { contactNotFound } from './get-contact.ts';

export interface DeletedContact {
  id: string;
  /** Pending before, never sent now. */
  canceledMessages: number;
  /** Claimed before: they may still go out. */
  sending: number;
}

/**
 * Deletes a contact, cancels all its pending messages (C4) and forgets what it did with those that
 * it got, in one transaction; the workspace's curve is learned anew without it.
 *
 * @throws AppError `not_found`
 */
export async function deleteContact(scope: Scope, id: string): Promise<DeletedContact> {
  if (!(await markContactDeleted(scope.tx, id, scope.now))) throw contactNotFound();
  const wasEngaged = await deleteContactEngagements(scope.tx, id);
  const { canceled, sending } = await cancelContactMessages(scope, id);
  // Last: whoever else changes the curve's state waits from here on.
  if (wasEngaged) await markCurvesStale(scope.tx, [scope.workspaceId]);
  return { id, canceledMessages: canceled, sending };
}

import {
  cancelContactRows,
  countClaimedOfContact,
  dropContactFallbacks,
  lockWaitingOfContact,
} from '#db/messages/cancel-messages';
import type { Scope } from '#db/scope';

/**
 * Cancels all that is pending for a contact that is being deleted (C4), the optimizer's included.
 * The caller has locked the contact's row and marked it deleted, in the same transaction.
 *
 * @returns how many were canceled, and how many were claimed before and cannot be.
 */
export async function cancelContactMessages(
  scope: Scope,
  contactId: string,
): Promise<{ canceled: number; sending: number }> {
  await lockWaitingOfContact(scope.tx, contactId);
  const rows = await cancelContactRows(scope.tx, contactId, 'contact_deleted', scope.now);
  await dropContactFallbacks(scope.tx, contactId, scope.now);
  return { canceled: rows.length, sending: await countClaimedOfContact(scope.tx, contactId) };
}

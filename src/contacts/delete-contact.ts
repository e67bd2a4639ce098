import { markContactDeleted } from '#db/contacts';
import type { Scope } from '#db/scope';
import { AppError } from '#domain/errors';
import { cancelContactMessages } from '#messages/cancel-contact-messages';

export interface DeletedContact {
  id: string;
  /** Pending before, never sent now. */
  canceledMessages: number;
  /** Claimed before: they may still go out. */
  sending: number;
}

/**
 * Deletes a contact and cancels all its pending messages, in one transaction (C4).
 *
 * @throws AppError `not_found`
 */
export async function deleteContact(scope: Scope, id: string): Promise<DeletedContact> {
  if (!(await markContactDeleted(scope.tx, id, scope.now))) {
    throw new AppError('not_found', 'there is no such contact');
  }
  const { canceled, sending } = await cancelContactMessages(scope, id);
  return { id, canceledMessages: canceled, sending };
}

import { findMessage } from '#db/messages/find-message';
import type { Scope } from '#db/scope';
import { AppError } from '#domain/errors';
import { type MessageView, toMessageView } from './message-view.ts';

/** One message. @throws AppError `not_found`. */
export async function getMessage(scope: Scope, id: string): Promise<MessageView> {
  const found = await findMessage(scope.tx, id);
  if (!found) throw messageNotFound();
  return toMessageView(found.message, found.sender);
}

/** What is said of an id that names no message of this workspace. */
export function messageNotFound(): AppError {
  return new AppError('not_found', 'there is no message with this id');
}

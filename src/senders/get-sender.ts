import { findSender } from '#db/find-sender';
import type { Scope } from '#db/scope';
import { AppError } from '#domain/errors';
import { type SenderView, toSenderView } from './sender-view.ts';

/** A sender. @throws AppError `not_found` */
export async function getSender(scope: Scope, id: string): Promise<SenderView> {
  const row = await findSender(scope.tx, id);
  if (!row) throw senderNotFound();
  return toSenderView(row);
}

/** What is said of an id that names no sender of this workspace. */
export function senderNotFound(): AppError {
  return new AppError('not_found', 'there is no such sender');
}

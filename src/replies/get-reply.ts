import { findReply } from '#db/find-reply';
import type { Scope } from '#db/scope';
import { AppError } from '#domain/errors';
import { type ReplyView, toReplyView } from './reply-view.ts';

/** One reply, as the list has it. @throws AppError `not_found` */
export async function getReply(scope: Scope, id: string): Promise<ReplyView> {
  const row = await findReply(scope.tx, id);
  if (!row) throw new AppError('not_found', 'there is no reply with this id');
  return toReplyView(row);
}

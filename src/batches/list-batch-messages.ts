import { findBatch } from '#db/batches';
import type { Scope } from '#db/scope';
import { AppError } from '#domain/errors';
import { listMessages } from '#messages/list-messages';
import type { Page, PageRequest } from '#messages/message-input';
import type { MessageView } from '#messages/message-view';

/** A batch's messages, newest first, a page at a time. @throws AppError `not_found` */
export async function listBatchMessages(
  scope: Scope,
  batchId: string,
  page: PageRequest,
): Promise<Page<MessageView>> {
  const batch = await findBatch(scope.tx, batchId);
  if (!batch) throw new AppError('not_found', 'there is no batch with this id');
  return listMessages(scope, { batchId }, page);
}

import { cancelMessageRow } from '#db/messages/cancel-messages';
import { findMessage } from '#db/messages/find-message';
import type { Scope } from '#db/scope';
import { messageNotFound } from './get-message.ts';
import { type MessageView, toMessageView } from './message-view.ts';
import { isOfCanceledBatch, refuseChange } from './refuse-change.ts';

/**
 * Cancels a message (C1). When this returns and the transaction commits, the message is never
 * sent. Canceling again changes nothing.
 *
 * @throws AppError `not_found`, `already_sending`, `final`, `optimized_message_locked`.
 */
export async function cancelMessage(scope: Scope, id: string): Promise<MessageView> {
  for (;;) {
    const found = await findMessage(scope.tx, id);
    if (!found) throw messageNotFound();
    const { message, sender } = found;
    if (message.status === 'canceled') return toMessageView(message, sender);
    const isCanceled = message.status === 'scheduled' && (await isOfCanceledBatch(scope, message));
    if (!isCanceled) await refuseChange(scope, message);
    const reason = isCanceled ? 'batch_canceled' : 'requested';
    const canceled = await cancelMessageRow(scope.tx, id, reason, scope.now);
    if (canceled) return toMessageView(canceled, sender);
    // Claimed or canceled between the two statements: look again, and say what it is now.
  }
}

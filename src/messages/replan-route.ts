import type { SenderRow } from '#db/find-sender';
import { findWorkspace } from '#db/find-workspace';
import type { MessageWithSender } from '#db/messages/find-message';
import type { MessageRow, NewMessageRow } from '#db/messages/message-row';
import type { Scope } from '#db/scope';
import { chooseRecipient } from './choose-recipient.ts';
import { chooseSender, refuseForeignSender } from './choose-sender.ts';
import type { MessageChanges } from './message-input.ts';

/**
 * Where an edited message goes and what it goes out from: only what the caller named is chosen
 * anew; null leaves the choice to us again.
 *
 * @throws AppError `validation_failed`, `sender_unknown`, `sender_not_allowed`, `sender_inactive`,
 * `sender_required`, `recipient_suppressed`.
 */
export async function replanRoute(
  scope: Scope,
  { message, sender: kept }: MessageWithSender,
  changes: MessageChanges,
): Promise<{ row: Partial<NewMessageRow>; sender: SenderRow | null }> {
  const recipient = await replanRecipient(scope, message, changes);
  if (changes.from === undefined) {
    await refuseForeignSender(scope, message, kept);
    return { row: recipient, sender: null };
  }
  const { sender } = await chooseSender(scope, {
    channel: message.channel,
    from: changes.from ?? undefined,
    contactId: message.contactId,
  });
  return { row: { ...recipient, senderId: sender.id }, sender };
}

async function replanRecipient(
  scope: Scope,
  message: MessageRow,
  changes: MessageChanges,
): Promise<Partial<NewMessageRow>> {
  const { recipientName } = changes;
  const named = recipientName === undefined ? {} : { recipientName };
  if (changes.to === undefined) return named;
  const { defaultCountry } = await findWorkspace(scope.tx, scope.workspaceId);
  const chosen = await chooseRecipient(scope, {
    channel: message.channel,
    contactId: message.contactId ?? undefined,
    to: changes.to ?? undefined,
    recipientName: recipientName ?? message.recipientName ?? undefined,
    defaultCountry,
  });
  return { ...named, recipient: chosen.address };
}

import { findDefaultSender, findSender, type SenderRow } from '#db/find-sender';
import { findLastUsedSender } from '#db/messages/find-last-used';
import type { Scope } from '#db/scope';
import { AppError } from '#domain/errors';
import type { Channel } from '#domain/message';

export interface SenderQuestion {
  channel: Channel;
  /** The caller's choice. */
  from: string | undefined;
  contactId: string | null;
}

export interface ChosenSender {
  sender: SenderRow;
  chosenBy: 'caller' | 'last_used' | 'default';
}

/**
 * Chooses what a message goes out from (N5): the caller's choice, else the sender last used with
 * the contact on that channel, else the workspace's default.
 *
 * @throws AppError `sender_unknown`, `sender_inactive` (the caller's choice), `sender_required`
 * (there is none to choose).
 */
export async function chooseSender(scope: Scope, question: SenderQuestion): Promise<ChosenSender> {
  if (question.from !== undefined) {
    return { sender: await findChosen(scope, question, question.from), chosenBy: 'caller' };
  }
  const usual = await findUsualSender(scope, question.channel, question.contactId);
  if (usual) return usual;
  const detail = `from is required: the workspace has no active default sender for ${question.channel}`;
  throw new AppError('sender_required', detail, [{ pointer: '/from', detail }]);
}

/** What is chosen where the caller chooses nothing; `null` where there is nothing to choose. */
export async function findUsualSender(
  scope: Scope,
  channel: Channel,
  contactId: string | null,
): Promise<ChosenSender | null> {
  if (contactId !== null) {
    const sender = await findLastUsedSender(scope.tx, contactId, channel);
    if (sender?.active) return { sender, chosenBy: 'last_used' };
  }
  const sender = await findDefaultSender(scope.tx, scope.workspaceId, channel);
  return sender?.active ? { sender, chosenBy: 'default' } : null;
}

async function findChosen(
  scope: Scope,
  question: SenderQuestion,
  from: string,
): Promise<SenderRow> {
  const sender = await findSender(scope.tx, from);
  if (sender?.channel !== question.channel) {
    const detail = `from names no sender for ${question.channel}`;
    throw new AppError('sender_unknown', detail, [{ pointer: '/from', detail }]);
  }
  if (!sender.active) {
    const detail = 'from names a sender that is inactive';
    throw new AppError('sender_inactive', detail, [{ pointer: '/from', detail }]);
  }
  return sender;
}

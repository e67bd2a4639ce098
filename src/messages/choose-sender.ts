import type { SenderRow } from '#db/find-sender';
import type { MessageRow } from '#db/messages/message-row';
import type { Scope } from '#db/scope';
import { decideUsualSender } from '#domain/decide-usual-sender';
import { AppError } from '#domain/errors';
import { mayUseSender } from '#domain/may-use-sender';
import type { Channel } from '#domain/message';
import { type SenderRefusal, whySenderRefused } from '#domain/why-sender-refused';
import { readsOf } from './plan-reads.ts';

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

const NOT_THEIRS =
  'a sender that is assigned to another user, no default, and not the one last used with the contact';

/**
 * Chooses what a message goes out from (N5): the caller's choice, else the sender last used with
 * the contact on that channel, else the workspace's default.
 *
 * @throws AppError `sender_unknown`, `sender_not_allowed`, `sender_inactive` (the caller's choice),
 * `sender_required` (there is none to choose).
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
  const reads = readsOf(scope);
  const lastUsedId = await findLastUsedId(scope, channel, contactId);
  const lastUsed = lastUsedId === null ? null : await reads.sender(lastUsedId);
  // The default is read where it matters alone.
  const usual = lastUsed && decideUsualSender([lastUsed], lastUsedId);
  if (usual) return usual;
  const byDefault = await reads.defaultSender(channel);
  return byDefault && decideUsualSender([byDefault], lastUsedId);
}

/**
 * Refuses to put a caller's words behind a number that is not theirs to use (N7), also where it
 * was chosen before and stays.
 *
 * @throws AppError `sender_not_allowed`
 */
export async function refuseForeignSender(
  scope: Scope,
  { channel, contactId }: Pick<MessageRow, 'channel' | 'contactId'>,
  sender: SenderRow,
): Promise<void> {
  if (mayUseSender(scope.actor, sender, null)) return;
  const lastUsedId = await findLastUsedId(scope, channel, contactId);
  if (mayUseSender(scope.actor, sender, lastUsedId)) return;
  throw refusal(
    'sender_not_allowed',
    `the message goes out from ${NOT_THEIRS}: from can name another`,
  );
}

async function findChosen(
  scope: Scope,
  { channel, contactId }: SenderQuestion,
  from: string,
): Promise<SenderRow> {
  const sender = await readsOf(scope).sender(from);
  const use = { actor: scope.actor, sender, channel };
  let why = whySenderRefused({ ...use, lastUsedId: null });
  if (why === 'sender_not_allowed') {
    const lastUsedId = await findLastUsedId(scope, channel, contactId);
    why = whySenderRefused({ ...use, lastUsedId });
  }
  if (sender !== null && why === null) return sender;
  const code = why ?? 'sender_unknown';
  throw refusal(code, detailOf(code, channel));
}

async function findLastUsedId(
  scope: Scope,
  channel: Channel,
  contactId: string | null,
): Promise<string | null> {
  return contactId === null ? null : readsOf(scope).lastUsedSenderId({ contactId, channel });
}

function detailOf(why: SenderRefusal, channel: Channel): string {
  switch (why) {
    case 'sender_unknown':
      return `from names no sender for ${channel}`;
    case 'sender_not_allowed':
      return `from names ${NOT_THEIRS}`;
    case 'sender_inactive':
      return 'from names a sender that is inactive';
  }
}

function refusal(why: SenderRefusal, detail: string): AppError {
  return new AppError(why, detail, [{ pointer: '/from', detail }]);
}

import { findContact } from '#db/contacts';
import { type ConversationQuestion, type FoundItem, findConversation } from '#db/find-conversation';
import { hasConversationItem } from '#db/has-conversation-item';
import type { Scope } from '#db/scope';
import { validationFailed } from '#domain/errors';
import { toDeliveryLabel } from '#domain/to-delivery-label';
import type { MessageDeps } from '#messages/message-deps';
import { type MessageView, toMessageView } from '#messages/message-view';
import { type ReplyView, toReplyView } from '#replies/reply-view';
import { contactNotFound } from './get-contact.ts';

/** What a contact was told, or is going to be. */
export interface MessageItem extends MessageView {
  kind: 'message';
  at: Date;
  /** Of a scheduled one: its delivery time, in the zone that it was scheduled in. */
  label: string | null;
}

/** What the contact wrote. */
export type ReplyItem = ReplyView & { kind: 'reply' };

export type ConversationItem = MessageItem | ReplyItem;

/** Where a page begins: just before or after an item; `null`: with the newest. */
export type ConversationPlace = ConversationQuestion['from'];

export interface ConversationPage {
  data: ConversationItem[];
  /** Where what is older begins; `null`: there is nothing. */
  next: ConversationPlace;
  /** Where what is newer begins, or will; `null`: there is nothing yet to be newer than. */
  previous: ConversationPlace;
}

/**
 * The one conversation of a contact, all channels, newest first (V1), in either direction from an
 * item.
 *
 * @throws AppError `not_found`, `validation_failed` for a cursor of another conversation
 */
export async function getConversation(
  deps: MessageDeps,
  scope: Scope,
  contactId: string,
  page: { limit: number; from: ConversationPlace },
): Promise<ConversationPage> {
  const contact = await findContact(scope.tx, contactId);
  if (!contact) throw contactNotFound();
  const { workspaceId } = scope;
  const { from } = page;
  await refuseStrangeCursor(scope, contactId, from?.id);
  const limit = page.limit + 1;
  const found = await findConversation(scope.tx, { workspaceId, contactId, from, limit });
  const isMore = found.length > page.limit;
  const isNewer = from?.side === 'newer';
  // The one too many is the farthest from where the page begins.
  const shown = isMore ? (isNewer ? found.slice(1) : found.slice(0, -1)) : found;
  const data = shown.map((item) => toItem(deps, item));
  return { data, ...placesAround(data, from, isMore || isNewer) };
}

/** A page without items begins and ends where it was asked for. */
function placesAround(
  data: readonly ConversationItem[],
  from: ConversationPlace,
  isMoreBelow: boolean,
): Pick<ConversationPage, 'next' | 'previous'> {
  const newest = data[0]?.id ?? from?.id;
  const oldest = data.at(-1)?.id ?? from?.id;
  return {
    next: isMoreBelow && oldest !== undefined ? { side: 'older', id: oldest } : null,
    previous: newest === undefined ? null : { side: 'newer', id: newest },
  };
}

function toItem(deps: MessageDeps, item: FoundItem): ConversationItem {
  if (item.kind === 'reply') return { kind: 'reply', ...toReplyView(item.reply) };
  const { message, sender } = item;
  const isWaiting = message.status === 'scheduled';
  // Due, not asked for: quiet hours, or a provider that is away, may have moved it.
  const { dueAt: sendAt, timeZone } = message;
  const label = isWaiting ? toDeliveryLabel({ sendAt, timeZone }, deps.zoneRules) : null;
  return { kind: 'message', at: item.at, label, ...toMessageView(message, sender) };
}

/** An item that is not in the conversation has no place in it where a page could end. */
async function refuseStrangeCursor(
  { tx, workspaceId }: Scope,
  contactId: string,
  id: string | undefined,
): Promise<void> {
  if (id === undefined || (await hasConversationItem(tx, { workspaceId, contactId, id }))) return;
  const detail = 'cursor must be a nextCursor of this list';
  throw validationFailed([{ pointer: '/query/cursor', detail }]);
}

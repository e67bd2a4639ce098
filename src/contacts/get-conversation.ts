import { findContact } from '#db/contacts';
import { findConversation } from '#db/find-conversation';
import { hasConversationItem } from '#db/has-conversation-item';
import type { Scope } from '#db/scope';
import { AppError, validationFailed } from '#domain/errors';
import type { Channel } from '#domain/message';
import { toDeliveryLabel } from '#domain/to-delivery-label';
import type { MessageDeps } from '#messages/message-deps';
import type { Page, PageRequest } from '#messages/message-input';
import { type MessageView, toMessageView } from '#messages/message-view';

/** What a contact was told, or is going to be. */
export interface MessageItem extends MessageView {
  kind: 'message';
  at: Date;
  /** Of a scheduled one: its delivery time, in the zone that it was scheduled in. */
  label: string | null;
}

/** What the contact wrote. */
export interface ReplyItem {
  kind: 'reply';
  id: string;
  at: Date;
  channel: Channel;
  senderId: string;
  from: string;
  subject: string | null;
  text: string | null;
  html: string | null;
  mediaUrls: string[] | null;
  /** The message that it answers. */
  messageId: string | null;
}

export type ConversationItem = MessageItem | ReplyItem;

/**
 * The one conversation of a contact, all channels, newest first (V1).
 *
 * @throws AppError `not_found`, `validation_failed` for a cursor of another conversation
 */
export async function getConversation(
  deps: MessageDeps,
  scope: Scope,
  contactId: string,
  page: PageRequest,
): Promise<Page<ConversationItem>> {
  const contact = await findContact(scope.tx, contactId);
  if (!contact) throw new AppError('not_found', 'there is no such contact');
  const { workspaceId } = scope;
  await refuseStrangeCursor(scope, contactId, page.cursor);
  const limit = page.limit + 1;
  const found = await findConversation(scope.tx, {
    workspaceId,
    contactId,
    before: page.cursor,
    limit,
  });
  const data = found.slice(0, page.limit).map((item): ConversationItem => {
    if (item.kind === 'reply') return toReplyItem(item.reply);
    const { message, sender } = item;
    const isWaiting = message.status === 'scheduled';
    const label = isWaiting ? toDeliveryLabel(message, deps.zoneRules) : null;
    return { kind: 'message', at: item.at, label, ...toMessageView(message, sender) };
  });
  const last = found.length > page.limit ? data.at(-1) : undefined;
  return { data, nextCursor: last ? last.id : null };
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

type FoundReply = Extract<Awaited<ReturnType<typeof findConversation>>[number], { kind: 'reply' }>;

function toReplyItem(reply: FoundReply['reply']): ReplyItem {
  const { id, channel, senderId, subject, text, html, mediaUrls, messageId } = reply;
  return {
    kind: 'reply',
    id,
    at: reply.receivedAt,
    channel,
    senderId,
    from: reply.fromAddress,
    subject,
    text,
    html,
    mediaUrls,
    messageId,
  };
}

import type { ReplyRow } from '#db/find-replies';
import type { Channel } from '#domain/message';

/** What somebody wrote to one of our senders, as callers see it. */
export interface ReplyView {
  id: string;
  /** When it came. */
  at: Date;
  channel: Channel;
  /** `null`: it came from an address that no contact was known by. */
  contactId: string | null;
  senderId: string;
  from: string;
  subject: string | null;
  text: string | null;
  html: string | null;
  mediaUrls: string[] | null;
  /** The message that it answers. */
  messageId: string | null;
}

/** Leaves out what stays inside. */
export function toReplyView(row: ReplyRow): ReplyView {
  const { id, channel, contactId, senderId, subject, text, html, mediaUrls, messageId } = row;
  return {
    id,
    at: row.receivedAt,
    channel,
    contactId,
    senderId,
    from: row.fromAddress,
    subject,
    text,
    html,
    mediaUrls,
    messageId,
  };
}

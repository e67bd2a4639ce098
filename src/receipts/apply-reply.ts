import type { Queryable } from '#db/connect';
import { findReplySubject } from '#db/find-reply-subject';
import { insertReceipt } from '#db/insert-receipt';
import { insertReply } from '#db/insert-reply';
import { cancelRepliedRows } from '#db/messages/cancel-messages';
import { newId } from '#db/new-id';
import type { Reply } from '#domain/reply';

/**
 * Keeps a reply in the conversation that it belongs to (V2), and cancels what was to go only if
 * nobody answers (C5). One that was told before changes nothing.
 */
export async function applyReply(tx: Queryable, reply: Reply, now: Date): Promise<void> {
  const subject = await findReplySubject(tx, reply);
  if (!subject) return;
  const { vendor, dedupeKey, from, to: _, answers: __, ...content } = reply;
  const { workspaceId, messageId } = subject;
  const receipt = { vendor, dedupeKey, workspaceId, messageId, receivedAt: now };
  if (!(await insertReceipt(tx, receipt))) return;
  await insertReply(tx, {
    ...subject,
    ...content,
    id: newId('rep'),
    fromAddress: from,
    receivedAt: now,
  });
  await cancelRepliedRows(tx, { ...subject, address: from }, now);
}

import type { Queryable } from '#db/connect';
import { insertEngagement } from '#db/engagement-events';
import { lockContact } from '#db/find-contact';
import { findReplySubject } from '#db/find-reply-subject';
import { insertReceipt } from '#db/insert-receipt';
import { insertReply } from '#db/insert-reply';
import { cancelRepliedRows } from '#db/messages/cancel-messages';
import { newId } from '#db/new-id';
import { markCurvesStale } from '#db/send-time-curves';
import { waitLonger } from '#db/wait-longer';
import type { Reply } from '#domain/reply';
import { keepReceipts } from './keep-receipts.ts';

// A batch has its contacts for some seconds, and on a busy server for more.
const LOCK_WAIT_S = 60;

/**
 * Keeps a reply in the conversation that it belongs to (V2), cancels what was to go only if nobody
 * answers (C5), and counts it as engagement (O1). What a program answered is kept and no more. One
 * that was told before changes nothing.
 */
export async function applyReply(tx: Queryable, reply: Reply, now: Date): Promise<void> {
  const found = await findReplySubject(tx, reply);
  if (!found) return;
  const { vendor, dedupeKey, from, to: _, answers: __, automatic, ...content } = reply;
  const { workspaceId, messageId, senderId } = found;
  // Not every vendor tells a reply again: one that comes while a batch is accepted waits for it.
  await waitLonger(tx, LOCK_WAIT_S);
  // First, as whoever deletes a contact does; deleted since it was found, it has no conversation.
  const contact = found.contactId === null ? null : await lockContact(tx, found.contactId);
  const receipt = { vendor, dedupeKey, workspaceId, messageId, receivedAt: now };
  if (!(await insertReceipt(tx, receipt))) return;
  const subject = { workspaceId, contactId: contact?.id ?? null, messageId };
  await insertReply(tx, {
    ...subject,
    ...content,
    id: newId('rep'),
    senderId,
    fromAddress: from,
    receivedAt: now,
  });
  if (reply.channel === 'imessage' && messageId !== null) {
    await noteArrival(tx, { vendor, dedupeKey, messageId, now });
  }
  if (automatic) return;
  await insertEngagement(tx, {
    ...subject,
    address: from,
    channel: reply.channel,
    kind: 'reply',
    at: now,
    eventId: dedupeKey,
  });
  await cancelRepliedRows(tx, { ...subject, address: from }, now);
  await markCurvesStale(tx, [workspaceId]);
}

/** Who answers an iMessage has it: it needs no SMS any more. */
async function noteArrival(
  tx: Queryable,
  { now, ...of }: { vendor: Reply['vendor']; dedupeKey: string; messageId: string; now: Date },
): Promise<void> {
  const report = { ...of, dedupeKey: `${of.dedupeKey} arrival`, providerMessageId: null };
  const receipt = { ...report, status: 'delivered', code: null, at: now } as const;
  await keepReceipts(tx, [receipt], now);
}

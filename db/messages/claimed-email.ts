import { sql } from 'drizzle-orm';
import type { EarlierEmails } from '#domain/decide-thread';

/** What an email is claimed with besides, to decide its headers at the moment that it goes out. */
export interface ClaimedEmail extends EarlierEmails {
  /** Signs the link to unsubscribe; `null` where the workspace does not ask for one. */
  unsubscribeSecret: string | null;
}

/** How far back the thread is looked for, in replies and in emails of ours. */
const LOOK_BACK = 20;
// Of each: more than a header names, and little enough for the hot path. A stranger wrote it.
const THREAD_IDS = sql.raw(`'$[0, last - 38 to last]'`);
const SUBJECT_MAX = 998;

/**
 * The column `email` of a claim of messages `c`, null on every other channel: a CASE, so that those
 * pay nothing for it. Ours are looked for only where the subject can begin as an answer's does.
 */
export const claimedEmail = sql`CASE c.channel WHEN 'email' THEN jsonb_build_object(
  'replies', (
    SELECT coalesce(jsonb_agg(jsonb_build_object('subject', left(r.subject, ${SUBJECT_MAX}::int),
      'messageId', r.provider_message_id,
      'threadIds', jsonb_path_query_array(r.thread_ids, ${THREAD_IDS})) ORDER BY r.received_at DESC), '[]')
    FROM (SELECT * FROM replies
      WHERE workspace_id = c.workspace_id AND from_address = c.recipient
        AND sender_id = c.sender_id AND channel = 'email'
      ORDER BY received_at DESC LIMIT ${LOOK_BACK}::int) r),
  'sent', (
    SELECT coalesce(jsonb_agg(jsonb_build_object('id', m.id, 'subject', m.subject)
      ORDER BY m.claimed_at DESC), '[]')
    FROM (SELECT id, subject, claimed_at FROM messages
      WHERE c.subject ~ '[:\uff1a]' AND workspace_id = c.workspace_id AND recipient = c.recipient
        AND sender_id = c.sender_id AND channel = 'email'
        AND status IN ('sent', 'delivered', 'undelivered', 'unknown')
      ORDER BY id DESC LIMIT ${LOOK_BACK}::int) m),
  'unsubscribeSecret', (
    SELECT signing_secret FROM workspaces w WHERE w.id = c.workspace_id AND w.unsubscribe_headers)
) END AS email`;

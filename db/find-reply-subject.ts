import { sql } from 'drizzle-orm';
import type { Reply } from '#domain/reply';
import { channelsSuppressedBy, toSuppressionChannel } from '#domain/suppression';
import { BRIDGE_PROVIDER, lastSentBy } from './bridge-senders.ts';
import type { Queryable } from './connect.ts';

/** Whose conversation a reply belongs to. */
export interface ReplySubject {
  workspaceId: string;
  senderId: string;
  contactId: string | null;
  /** The message that it answers. */
  messageId: string | null;
}

/**
 * Finds the conversation: by the message that the reply names, else by the newest message between
 * the same two addresses, else by the address alone. A deleted contact has no conversation.
 *
 * A message that is named need not have gone to that address, nor from one that the reply came to:
 * its id is nothing to be guessed. But what came to one workspace is told to no other.
 *
 * @returns `null` when it names no message and came to a sender that nobody here has.
 */
export async function findReplySubject(tx: Queryable, reply: Reply): Promise<ReplySubject | null> {
  const channels = sql.param([...channelsSuppressedBy(toSuppressionChannel(reply.channel))]);
  const to = sql.param([...reply.to]);
  const answers = sql.param([...reply.answers]);
  const rows = await tx.execute<SubjectRow & Record<string, unknown>>(sql`
    WITH ours AS (
      SELECT id, workspace_id, row_number() OVER (
        -- One that was deleted since had messages, whose recipients may answer.
        ORDER BY deleted_at DESC NULLS FIRST, is_own DESC, array_position(${to}::text[], receives),
          ${lastSentBy('lines', reply.from)} DESC NULLS LAST, id) AS place
      FROM (
        SELECT *, coalesce(address, service_sid) AS receives, true AS is_own FROM senders
        UNION ALL SELECT *, lower(settings->>'replyTo'), false FROM senders WHERE channel = 'email'
      ) AS lines
      WHERE channel = ANY(${channels}::text[]) AND (receives = ANY(${to}::text[])
        OR (provider = ${BRIDGE_PROVIDER} AND provider = ${reply.vendor}))
    ),
    named AS (
      SELECT m.*, m.sender_id AS via FROM messages m
      JOIN unnest(${answers}::text[]) WITH ORDINALITY AS a(id, place) ON a.id = m.id
      WHERE m.channel = ANY(${channels}::text[]) AND (NOT EXISTS (SELECT FROM ours)
        OR m.workspace_id IN (SELECT workspace_id FROM ours))
      ORDER BY a.place LIMIT 1
    ),
    home AS (
      SELECT workspace_id, sender_id FROM named UNION ALL
      (SELECT workspace_id, id FROM ours WHERE NOT EXISTS (SELECT FROM named)
        ORDER BY place LIMIT 1)
    ),
    paired AS (
      SELECT m.*, ours.id AS via FROM home JOIN ours USING (workspace_id)
      JOIN messages m ON m.workspace_id = home.workspace_id AND m.recipient = ${reply.from}
        -- An iMessage that went as SMS is answered by SMS, too.
        AND ours.id IN (m.sender_id, CASE WHEN m.fallback_reason IS NOT NULL THEN m.fallback_sender_id END)
      WHERE m.status IN ('sending', 'sent', 'delivered', 'undelivered', 'unknown')
      ORDER BY m.id DESC LIMIT 1
    ),
    answered AS (
      SELECT * FROM named UNION ALL
      SELECT * FROM paired WHERE NOT EXISTS (SELECT FROM named)
    )
    SELECT home.workspace_id, coalesce(answered.via, home.sender_id) AS sender_id,
      answered.id AS message_id, coalesce(
        (SELECT c.id FROM contacts c WHERE c.id = answered.contact_id AND c.deleted_at IS NULL),
        (SELECT c.id FROM contact_addresses a JOIN contacts c ON c.id = a.contact_id
          WHERE a.workspace_id = home.workspace_id AND a.address = ${reply.from}
            AND c.deleted_at IS NULL ORDER BY c.updated_at DESC LIMIT 1)) AS contact_id
    FROM home LEFT JOIN answered ON true LIMIT 1`);
  const row = rows[0];
  if (!row) return null;
  return {
    workspaceId: row.workspace_id,
    senderId: row.sender_id,
    contactId: row.contact_id,
    messageId: row.message_id,
  };
}

interface SubjectRow {
  workspace_id: string;
  sender_id: string;
  contact_id: string | null;
  message_id: string | null;
}

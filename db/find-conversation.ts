import { eq, inArray, sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import type { MessageWithSender } from './messages/find-message.ts';
import { messages } from './schema/messages.ts';
import { replies } from './schema/replies.ts';
import { senders } from './schema/senders.ts';

export type ConversationSide = 'older' | 'newer';

export interface ConversationQuestion {
  workspaceId: string;
  contactId: string;
  /** Only what is older, or newer, than this item. */
  from: { side: ConversationSide; id: string } | null;
  limit: number;
}

export type FoundItem =
  | ({ kind: 'message'; at: Date } & MessageWithSender)
  | { kind: 'reply'; at: Date; reply: typeof replies.$inferSelect };

/**
 * A contact's messages and replies, newest first: by the time sent, else canceled, else to be sent.
 * Of those that are newer than an item, the nearest to it.
 */
export async function findConversation(
  tx: Queryable,
  { workspaceId, contactId, from, limit }: ConversationQuestion,
): Promise<FoundItem[]> {
  const isNewer = from?.side === 'newer';
  const [comparison, order] = isNewer ? [sql`>`, sql`ASC`] : [sql`<`, sql`DESC`];
  const rows = await tx.execute<{ id: string; at: string }>(sql`
    WITH items AS (
      SELECT id, coalesce(sent_at, canceled_at, send_at) AS at FROM messages
      WHERE workspace_id = ${workspaceId} AND contact_id = ${contactId}
      UNION ALL
      SELECT id, received_at FROM replies
      WHERE workspace_id = ${workspaceId} AND contact_id = ${contactId}
    )
    SELECT id, at FROM items
    WHERE ${from?.id ?? null}::text IS NULL
      OR (at, id) ${comparison} (SELECT at, id FROM items WHERE id = ${from?.id ?? null})
    ORDER BY at ${order}, id ${order} LIMIT ${limit}`);
  if (isNewer) rows.reverse();
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return [];
  const [sent, received] = [await findSent(tx, ids), await findReceived(tx, ids)];
  return rows.flatMap(({ id, at }): FoundItem[] => {
    const message = sent.get(id);
    if (message) return [{ kind: 'message', at: new Date(at), ...message }];
    const reply = received.get(id);
    return reply ? [{ kind: 'reply', at: new Date(at), reply }] : [];
  });
}

async function findSent(tx: Queryable, ids: readonly string[]) {
  const rows = await tx
    .select({ message: messages, sender: senders })
    .from(messages)
    .innerJoin(senders, eq(senders.id, messages.senderId))
    .where(inArray(messages.id, [...ids]));
  return new Map(rows.map((row) => [row.message.id, row]));
}

async function findReceived(tx: Queryable, ids: readonly string[]) {
  const rows = await tx
    .select()
    .from(replies)
    .where(inArray(replies.id, [...ids]));
  return new Map(rows.map((row) => [row.id, row]));
}

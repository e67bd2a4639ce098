import { eq, inArray, type SQL, sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import type { MessageWithSender } from './messages/find-message.ts';
import { happenedAt, messages } from './schema/messages.ts';
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
  const page = (at: SQL) => sql`
    workspace_id = ${workspaceId} AND contact_id = ${contactId}
    ${from ? sql`AND (${at}, id) ${comparison} ((SELECT at FROM place), ${from.id}::text)` : sql``}
    ORDER BY ${at} ${order}, id ${order} LIMIT ${limit}`;
  // Each kind by an index of its own, from there on.
  const rows = await tx.execute<{ id: string; at: string }>(sql`
    WITH place AS (
      SELECT ${happenedAt} AS at FROM messages WHERE id = ${from?.id ?? null}
      UNION ALL
      SELECT received_at FROM replies WHERE id = ${from?.id ?? null}
    )
    SELECT id, at FROM (
      (SELECT id, ${happenedAt} AS at FROM messages WHERE ${page(happenedAt)})
      UNION ALL
      (SELECT id, received_at FROM replies WHERE ${page(sql`received_at`)})
    ) items
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

import { sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';

/** Whether a message or a reply is part of a contact's conversation. */
export async function hasConversationItem(
  tx: Queryable,
  item: { workspaceId: string; contactId: string; id: string },
): Promise<boolean> {
  const { workspaceId, contactId, id } = item;
  const isThere = sql`id = ${id} AND workspace_id = ${workspaceId} AND contact_id = ${contactId}`;
  const rows = await tx.execute<{ found: boolean }>(sql`
    SELECT EXISTS (SELECT FROM messages WHERE ${isThere})
      OR EXISTS (SELECT FROM replies WHERE ${isThere}) AS found`);
  return rows[0]?.found ?? false;
}

import { inArray } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { messages } from './schema/messages.ts';

/** The workspaces of some messages, each once. */
export async function findWorkspacesOfMessages(
  db: Queryable,
  messageIds: readonly string[],
): Promise<string[]> {
  const rows = await db
    .select({ id: messages.workspaceId })
    .from(messages)
    .where(inArray(messages.id, [...new Set(messageIds)]))
    .groupBy(messages.workspaceId);
  return rows.map(({ id }) => id);
}

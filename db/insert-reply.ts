import type { Queryable } from './connect.ts';
import { replies } from './schema/replies.ts';

/** Keeps a reply. */
export async function insertReply(tx: Queryable, row: typeof replies.$inferInsert): Promise<void> {
  await tx.insert(replies).values(row);
}

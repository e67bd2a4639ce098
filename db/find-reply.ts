import { eq } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import type { ReplyRow } from './find-replies.ts';
import { replies } from './schema/replies.ts';

/** A reply of the workspace. */
export async function findReply(tx: Queryable, id: string): Promise<ReplyRow | undefined> {
  const [row] = await tx.select().from(replies).where(eq(replies.id, id));
  return row;
}

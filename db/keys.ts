import { eq } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { keys } from './schema/workspaces.ts';

/** Keeps a key by its hash. */
export async function insertKey(tx: Queryable, row: typeof keys.$inferInsert): Promise<void> {
  await tx.insert(keys).values(row);
}

/** Forgets a key. False: there was none with this id. */
export async function removeKey(tx: Queryable, id: string): Promise<boolean> {
  const rows = await tx.delete(keys).where(eq(keys.id, id)).returning({ id: keys.id });
  return rows.length > 0;
}

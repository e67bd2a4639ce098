import { and, desc, eq, lt, sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { keys } from './schema/workspaces.ts';

export type KeyRow = typeof keys.$inferSelect;

/** Keeps a key by its hash. */
export async function insertKey(tx: Queryable, row: typeof keys.$inferInsert): Promise<KeyRow> {
  const rows = await tx.insert(keys).values(row).returning();
  const inserted = rows[0];
  if (!inserted) throw new Error('an inserted key was not returned');
  return inserted;
}

/** The workspace's keys, of one user or of all, newest first, older than `before`. */
export async function findKeys(
  tx: Queryable,
  filter: { workspaceId: string; userId: string | undefined },
  page: { limit: number; before: string | undefined },
): Promise<KeyRow[]> {
  return tx
    .select()
    .from(keys)
    .where(
      and(
        eq(keys.workspaceId, filter.workspaceId),
        filter.userId === undefined ? undefined : eq(keys.userId, filter.userId),
        page.before === undefined ? undefined : lt(keys.id, page.before),
      ),
    )
    .orderBy(desc(keys.id))
    .limit(page.limit);
}

/**
 * Lets a key open nothing more from an instant on, or from when it was to end before that.
 *
 * @returns the key as it was; `null` when it is not there.
 */
export async function endKey(tx: Queryable, id: string, at: Date): Promise<KeyRow | null> {
  const found = await tx.select().from(keys).where(eq(keys.id, id)).for('update');
  const before = found[0];
  if (!before) return null;
  const end = at.toISOString();
  await tx
    .update(keys)
    // The least of the two; an empty one does not count.
    .set({ expiresAt: sql`least(${keys.expiresAt}, ${end}::timestamptz)` })
    .where(eq(keys.id, id));
  return before;
}

/** Forgets a key. False: there was none with this id. */
export async function removeKey(tx: Queryable, id: string): Promise<boolean> {
  const rows = await tx.delete(keys).where(eq(keys.id, id)).returning({ id: keys.id });
  return rows.length > 0;
}

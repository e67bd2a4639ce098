import { and, desc, eq, gt, isNull, lt, ne, or, sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { keys, users } from './schema/workspaces.ts';

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
        isNull(keys.deletedAt),
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
  const found = await tx
    .select()
    .from(keys)
    .where(and(eq(keys.id, id), isNull(keys.deletedAt)))
    .for('update');
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

/** Lets a key open nothing more, for good. False: there was none with this id. */
export async function markKeyDeleted(tx: Queryable, id: string, now: Date): Promise<boolean> {
  const rows = await tx
    .update(keys)
    .set({ deletedAt: now })
    .where(and(eq(keys.id, id), isNull(keys.deletedAt)))
    .returning({ id: keys.id });
  return rows.length > 0;
}

/** Whether an admin of the workspace has a key, beside this one, that opens now. */
export async function hasOtherAdminKey(
  tx: Queryable,
  { workspaceId, id, now }: { workspaceId: string; id: string; now: Date },
): Promise<boolean> {
  const rows = await tx
    .select({ id: keys.id })
    .from(keys)
    .innerJoin(users, eq(users.id, keys.userId))
    .where(
      and(
        eq(keys.workspaceId, workspaceId),
        eq(users.role, 'admin'),
        ne(keys.id, id),
        isNull(keys.deletedAt),
        or(isNull(keys.expiresAt), gt(keys.expiresAt, now)),
      ),
    )
    .limit(1);
  return rows.length > 0;
}

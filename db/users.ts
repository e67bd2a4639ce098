import { and, asc, desc, eq, lt, ne } from 'drizzle-orm';
import type { Role } from '#domain/actor';
import type { Queryable } from './connect.ts';
import { users } from './schema/workspaces.ts';

export type UserRow = typeof users.$inferSelect;
/** What is left out, or undefined, stays. */
export interface UserChange {
  name?: string | undefined;
  role?: Role | undefined;
}

/** Adds a user. @throws a unique violation of `users_workspace_email`. */
export async function insertUser(tx: Queryable, row: UserRow): Promise<void> {
  await tx.insert(users).values(row);
}

/** Whether the workspace that `tx` sees has this user. */
export async function hasUser(tx: Queryable, id: string): Promise<boolean> {
  return (await findUser(tx, id)) !== null;
}

/** A user of the workspace that `tx` sees. */
export async function findUser(tx: Queryable, id: string): Promise<UserRow | null> {
  const rows = await tx.select().from(users).where(eq(users.id, id));
  return rows[0] ?? null;
}

/** The workspace's users, newest first, older than `before`. */
export async function findUsers(
  tx: Queryable,
  workspaceId: string,
  page: { limit: number; before: string | undefined },
): Promise<UserRow[]> {
  return tx
    .select()
    .from(users)
    .where(
      and(
        eq(users.workspaceId, workspaceId),
        page.before === undefined ? undefined : lt(users.id, page.before),
      ),
    )
    .orderBy(desc(users.id))
    .limit(page.limit);
}

/** Changes a user, who is there. */
export async function updateUser(tx: Queryable, id: string, change: UserChange): Promise<UserRow> {
  const rows = await tx
    .update(users)
    .set({ ...change })
    .where(eq(users.id, id))
    .returning();
  const changed = rows[0];
  if (!changed) throw new Error('a user who is there was not changed');
  return changed;
}

/** Whether the workspace has an admin beside this user. */
export async function hasOtherAdmin(
  tx: Queryable,
  workspaceId: string,
  id: string,
): Promise<boolean> {
  const rows = await tx
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.workspaceId, workspaceId), eq(users.role, 'admin'), ne(users.id, id)))
    .limit(1);
  return rows.length > 0;
}

/** The workspace's oldest admin. */
export async function findFirstAdminId(tx: Queryable, workspaceId: string): Promise<string | null> {
  const rows = await tx
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.workspaceId, workspaceId), eq(users.role, 'admin')))
    .orderBy(asc(users.id))
    .limit(1);
  return rows[0]?.id ?? null;
}

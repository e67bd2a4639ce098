import { and, asc, eq } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { users } from './schema/workspaces.ts';

export type UserRow = typeof users.$inferSelect;

/** Adds a user. @throws a unique violation of `users_workspace_email`. */
export async function insertUser(tx: Queryable, row: UserRow): Promise<void> {
  await tx.insert(users).values(row);
}

/** Whether the workspace that `tx` sees has this user. */
export async function hasUser(tx: Queryable, id: string): Promise<boolean> {
  const rows = await tx.select({ id: users.id }).from(users).where(eq(users.id, id));
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

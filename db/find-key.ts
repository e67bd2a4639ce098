import { eq } from 'drizzle-orm';
import type { Actor } from '#domain/actor';
import type { Queryable } from './connect.ts';
import { keys, users } from './schema/workspaces.ts';

/** Who a key acts as. Runs as the owner: before the key is known, so is no workspace. */
export async function findKey(db: Queryable, hash: string): Promise<Actor | null> {
  const rows = await db
    .select({
      workspaceId: keys.workspaceId,
      userId: keys.userId,
      keyId: keys.id,
      role: users.role,
    })
    .from(keys)
    .innerJoin(users, eq(users.id, keys.userId))
    .where(eq(keys.hash, hash));
  return rows[0] ?? null;
}

import { eq, sql } from 'drizzle-orm';
import type { Actor } from '#domain/actor';
import type { Queryable } from './connect.ts';
import { keys, users } from './schema/workspaces.ts';

export interface FoundKey {
  actor: Actor;
  /** Expired, by PostgreSQL's clock, or deleted. */
  ended: boolean;
  expiresAt: Date | null;
  /** Its last use was not noted for a minute. */
  isNoteDue: boolean;
}

/** Who a key acts as. Runs as the owner: before the key is known, so is no workspace. */
export async function findKey(db: Queryable, hash: string): Promise<FoundKey | null> {
  const rows = await db
    .select({
      actor: {
        workspaceId: keys.workspaceId,
        userId: keys.userId,
        keyId: keys.id,
        role: users.role,
      },
      ended: sql<boolean>`coalesce(${keys.expiresAt} <= now(), false) OR ${keys.deletedAt} IS NOT NULL`,
      expiresAt: keys.expiresAt,
      isNoteDue: isNoteDue.mapWith(Boolean),
    })
    .from(keys)
    .innerJoin(users, eq(users.id, keys.userId))
    .where(eq(keys.hash, hash));
  return rows[0] ?? null;
}

/** Notes that a key was used: once a minute, so that requests do not wait for each other. */
export async function noteKeyUse(db: Queryable, keyId: string): Promise<void> {
  await db
    .update(keys)
    .set({ lastUsedAt: sql`now()` })
    .where(sql`${keys.id} = ${keyId} AND ${isNoteDue}`);
}

const isNoteDue = sql<boolean>`coalesce(${keys.lastUsedAt} < now() - interval '1 minute', true)`;

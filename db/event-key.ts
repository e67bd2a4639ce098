import { createHash } from 'node:crypto';
import { type SQL, sql } from 'drizzle-orm';

/**
 * 16 bytes of SHA-256 in place of a workspace and an event's id, which may be of any length: what
 * an engagement event counts once by. The same as {@link toEventKeySql}.
 */
export function toEventKey(workspaceId: string, eventId: string): string {
  return createHash('sha256').update(`${workspaceId} ${eventId}`).digest('hex').slice(0, 32);
}

/** {@link toEventKey} where the database knows the workspace. */
export function toEventKeySql(workspaceId: SQL, eventId: SQL): SQL {
  const hash = sql`sha256(convert_to(${workspaceId} || ' ' || ${eventId}, 'UTF8'))`;
  return sql`encode(substr(${hash}, 1, 16), 'hex')::uuid`;
}

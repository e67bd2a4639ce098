import type { Queryable } from '#db/connect';
import { findKey } from '#db/find-key';
import { hashKey } from '#keys/hash-key';

/** What is left of a key that was an admin's when it was made. */
export type AdminKeyState =
  | { kind: 'admin'; endsAt: Date | null }
  /** Expired or deleted: it opens nothing. */
  | { kind: 'ended' }
  /** It opens what is open to users. */
  | { kind: 'demoted' }
  /** Not made yet: the next start makes it. */
  | { kind: 'unknown' };

/** Whether a key opens what admins may do. By PostgreSQL's clock; it does not count as a use. */
export async function judgeAdminKey(db: Queryable, key: string): Promise<AdminKeyState> {
  const found = await findKey(db, hashKey(key));
  if (!found) return { kind: 'unknown' };
  if (found.ended) return { kind: 'ended' };
  if (found.actor.role !== 'admin') return { kind: 'demoted' };
  return { kind: 'admin', endsAt: found.expiresAt };
}

import type { Queryable } from '#db/connect';
import { findKey, noteKeyUse } from '#db/find-key';
import type { Actor } from '#domain/actor';
import { hashKey } from './hash-key.ts';

/** Who a key acts as (K1); `null` for a key that nobody has, or that has ended. */
export async function authenticate(db: Queryable, key: string): Promise<Actor | null> {
  const found = await findKey(db, hashKey(key));
  if (!found || found.ended) return null;
  if (found.isNoteDue) await noteKeyUse(db, found.actor.keyId);
  return found.actor;
}

import type { Queryable } from '#db/connect';
import { findKey } from '#db/find-key';
import type { Actor } from '#domain/actor';
import { hashKey } from './hash-key.ts';

/** Who a key acts as (K1); `null` for a key that nobody has. */
export function authenticate(db: Queryable, key: string): Promise<Actor | null> {
  return findKey(db, hashKey(key));
}

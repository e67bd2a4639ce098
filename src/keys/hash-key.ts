import { createHash } from 'node:crypto';

/** SHA-256 of a key, in hex: all that is kept of it. A key is random, so no salt is needed. */
export function hashKey(key: string): string {
  return createHash('sha256').update(key, 'utf8').digest('hex');
}

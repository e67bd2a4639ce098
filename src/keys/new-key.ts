import { randomBytes } from 'node:crypto';

const KEY_BYTES = 32;

/** A new API key: `pk_` and 256 random bits. */
export function newKey(): string {
  return `pk_${randomBytes(KEY_BYTES).toString('base64url')}`;
}

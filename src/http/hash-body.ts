import { createHash } from 'node:crypto';

/**
 * SHA-256 of a body's meaning, in hex: the order of keys and the blanks between them do not
 * count, so that a client that serializes anew still repeats itself.
 */
export function hashBody(body: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(sortKeys(body)) ?? '')
    .digest('hex');
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  // A list of pairs: an object would put number-like keys first again, and could not hold them all.
  return { object: entries.map(([key, item]) => [key, sortKeys(item)]) };
}

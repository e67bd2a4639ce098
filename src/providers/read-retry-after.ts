// IMF-fixdate; other texts may be dates to `Date.parse`, as `-5` is.
const httpDate = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;
// Longer would leave no time in the day for which a message is tried at all.
const LONGEST_MS = 6 * 3_600_000;

/**
 * Reads a Retry-After header (RFC 9110, 10.2.3): seconds, or a date.
 *
 * @returns milliseconds, `undefined` for what cannot be read.
 * @example
 * readRetryAfter('120', 0) // 120_000
 */
export function readRetryAfter(
  header: unknown,
  nowMs: number,
  longestMs = LONGEST_MS,
): number | undefined {
  if (typeof header !== 'string') return undefined;
  const text = header.trim();
  const isDate = httpDate.test(text);
  if (!isDate && !/^\d{1,9}$/.test(text)) return undefined;
  const ms = isDate ? Date.parse(text) - nowMs : Number(text) * 1_000;
  if (!Number.isFinite(ms)) return undefined;
  return Math.min(longestMs, Math.max(0, ms));
}

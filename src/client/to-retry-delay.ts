import type { PunctualError } from './punctual-error.ts';

const FIRST_MS = 250;
const LONGEST_MS = 10_000;
/** Who is told to come back later than this wants to know, not to hang. */
const RETRY_AFTER_MAX_MS = 120_000;

/**
 * How long to wait before the next try, in milliseconds; `null`: another one would come to the
 * same. Twice as long each time and, so that many callers do not come back at once, anywhere in
 * the upper half of it.
 *
 * @param tries that there were, from 1
 */
export function toRetryDelay(error: PunctualError, tries: number, random: number): number | null {
  const { isPassing, retryAfterMs } = error;
  if (!isPassing) return null;
  if (retryAfterMs !== null && retryAfterMs > RETRY_AFTER_MAX_MS) return null;
  const backoffMs = Math.min(FIRST_MS * 2 ** (tries - 1), LONGEST_MS) * (0.5 + random / 2);
  return Math.max(backoffMs, retryAfterMs ?? 0);
}

import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_EVERY_MS = 10;
const DEADLINE_MS = 20_000;
/** So much of a look counts at the most: a machine that stood still has not waited. */
const MOST_COUNTED_MS = 500;

/**
 * Looks again and again until there is something to see, and answers with it. Looks that take long
 * each are given more time than the deadline.
 *
 * @param what for the error: what was waited for.
 * @throws when the deadline passes first.
 */
export async function eventually<T>(
  what: string,
  look: () => T | null | undefined | false | Promise<T | null | undefined | false>,
  deadlineMs = DEADLINE_MS,
): Promise<T> {
  let waitedMs = 0;
  for (;;) {
    const startedMs = performance.now();
    const seen = await look();
    if (seen !== null && seen !== undefined && seen !== false) return seen;
    if (waitedMs > deadlineMs) throw new Error(`${what}: not within ${deadlineMs} ms`);
    await sleep(LOOK_EVERY_MS);
    waitedMs += Math.min(performance.now() - startedMs, MOST_COUNTED_MS);
  }
}

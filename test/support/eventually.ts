import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_EVERY_MS = 10;
const DEADLINE_MS = 20_000;

/**
 * Looks again and again until there is something to see, and answers with it.
 *
 * @param what for the error: what was waited for.
 * @throws when the deadline passes first.
 */
export async function eventually<T>(
  what: string,
  look: () => T | null | undefined | false | Promise<T | null | undefined | false>,
  deadlineMs = DEADLINE_MS,
): Promise<T> {
  const giveUpAtMs = performance.now() + deadlineMs;
  for (;;) {
    const seen = await look();
    if (seen !== null && seen !== undefined && seen !== false) return seen;
    if (performance.now() > giveUpAtMs) throw new Error(`${what}: not within ${deadlineMs} ms`);
    await sleep(LOOK_EVERY_MS);
  }
}

import { setTimeout as delay } from 'node:timers/promises';

export interface WaitOptions {
  timeoutMs: number;
  /** What is waited for, as the end of "gave up waiting for ...". */
  what: string;
  everyMs?: number;
}

/**
 * Asks again and again until the answer is neither null nor false, and returns it.
 *
 * @throws Error when `timeoutMs` has passed, or whatever `check` throws.
 */
export async function waitUntil<T>(
  check: () => Promise<T | null | false> | T | null | false,
  { timeoutMs, what, everyMs = 25 }: WaitOptions,
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const answer = await check();
    if (answer !== null && answer !== false) return answer;
    if (performance.now() >= deadline) {
      throw new Error(`gave up waiting for ${what} after ${timeoutMs} ms`);
    }
    await delay(everyMs);
  }
}

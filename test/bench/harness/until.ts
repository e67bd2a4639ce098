import { setTimeout as sleep } from 'node:timers/promises';

/** Asks again and again until the answer is yes. @returns whether it was before the time was over. */
export async function until(
  isSo: () => Promise<boolean>,
  { forMs, everyMs }: { forMs: number; everyMs: number },
): Promise<boolean> {
  const untilMs = performance.now() + forMs;
  while (performance.now() < untilMs) {
    if (await isSo()) return true;
    await sleep(everyMs);
  }
  return isSo();
}

import { setTimeout as sleep } from 'node:timers/promises';

export interface Memory {
  rssMb: number;
  heapMb: number;
}

const MB = 1024 * 1024;
// A collection frees what finalizers release only at the next one.
const COLLECTIONS = 3;
const PAUSE_MS = 200;
const PEAK_EVERY_MS = 20;

/** What the process holds after a collection of garbage. */
export async function measureMemory(): Promise<Memory> {
  for (let count = 0; count < COLLECTIONS; count++) {
    globalThis.gc?.();
    await sleep(PAUSE_MS);
  }
  const { rss, heapUsed } = process.memoryUsage();
  return { rssMb: rss / MB, heapMb: heapUsed / MB };
}

/** Watches the most that the process holds. @returns what tells the peak, in MB, since it was last asked. */
export function watchPeak(): () => number {
  let peak = process.memoryUsage.rss();
  const look = () => {
    peak = Math.max(peak, process.memoryUsage.rss());
  };
  setInterval(look, PEAK_EVERY_MS).unref();
  return () => {
    look();
    const before = peak;
    peak = process.memoryUsage.rss();
    return before / MB;
  };
}

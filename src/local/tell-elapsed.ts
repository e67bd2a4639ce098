import type { Log } from './log.ts';

const EVERY_MS = 10_000;

/** Runs a slow task and tells every ten seconds how long it has taken: "what: 20 s so far". */
export async function tellElapsed<T>(what: string, log: Log, task: () => Promise<T>): Promise<T> {
  const since = performance.now();
  const seconds = () => Math.round((performance.now() - since) / 1000);
  const timer = setInterval(() => log(`${what}: ${seconds()} s so far`), EVERY_MS);
  try {
    return await task();
  } finally {
    clearInterval(timer);
  }
}

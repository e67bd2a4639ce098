/** A clock that can be another than the machine's. */
export interface ActivityClock {
  /** Milliseconds since 1970. */
  nowMs(): number;
}

/**
 * Waits until the clock shows `atMs`, never a millisecond less: a timer may fire early.
 *
 * @throws the signal's reason when it is aborted first.
 */
export async function waitUntil(
  clock: ActivityClock,
  atMs: number,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const leftMs = atMs - clock.nowMs();
    if (leftMs <= 0) return;
    await pause(leftMs, signal);
  }
}

/** Waits for so many milliseconds, or until the signal is aborted; never throws. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
    if (signal.aborted) done();
  });
}

/** Thrown where no answer came in time. */
export class DeadlineError extends Error {
  readonly code = 'timeout';
}

/**
 * Does `work` until the deadline and no longer: the time-outs of clients are about silence, and a
 * server that drips its answer is never silent. When it passes, the signal aborts: what nobody
 * waits for any more must not go out late.
 *
 * @throws DeadlineError when it passes; `work` is then unheard.
 */
export async function withDeadline<T>(
  timeoutMs: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const giveUp = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const passed = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new DeadlineError('no answer in time'));
      giveUp.abort();
    }, timeoutMs);
  });
  const working = work(giveUp.signal);
  working.catch(() => {});
  try {
    return await Promise.race([working, passed]);
  } finally {
    clearTimeout(timer);
  }
}

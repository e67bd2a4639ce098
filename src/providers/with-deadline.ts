/** Thrown where no answer came in time. */
export class DeadlineError extends Error {
  readonly code = 'timeout';
}

/**
 * Waits for `work` until the deadline and no longer: the time-outs of clients are about silence, and
 * a server that drips its answer is never silent.
 *
 * @throws DeadlineError when it passes; `work` then goes on unheard.
 */
export async function withDeadline<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const passed = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DeadlineError('no answer in time')), timeoutMs);
  });
  work.catch(() => {});
  try {
    return await Promise.race([work, passed]);
  } finally {
    clearTimeout(timer);
  }
}

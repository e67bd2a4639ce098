/** Of work at once: a message that falls due meanwhile goes so much later, and one step. */
const TURN_MS = 2;

/**
 * Takes the steps of a long piece of work, and lets others have their turn every few milliseconds.
 *
 * @returns `null` when it was stopped
 */
export async function runInTurns<T>(
  steps: Generator<void, T>,
  stopping?: AbortSignal,
): Promise<{ value: T } | null> {
  let since = performance.now();
  while (!stopping?.aborted) {
    const step = steps.next();
    if (step.done) return { value: step.value };
    if (performance.now() - since < TURN_MS) continue;
    await new Promise((resolve) => setImmediate(resolve));
    since = performance.now();
  }
  return null;
}

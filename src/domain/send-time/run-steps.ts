/** Takes all steps of a piece of work at once, where nobody else waits for their turn. */
export function runSteps<T>(steps: Generator<void, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

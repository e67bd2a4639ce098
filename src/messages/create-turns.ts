/** Runs work in turns. */
export type Turns = <T>(work: () => T) => Promise<T>;

// A send time takes less than half a millisecond, for most: some 10 ms.
const TURN = 20;
// One by a history of thousands of events takes several: those are in turns of a few.
const TURN_MS = 10;

/**
 * Runs what its callers ask for at once one by one, in their order, and lets others have their turn
 * after every few: a batch of optimized messages must not hold up everybody else's requests.
 */
export function createTurns(): Turns {
  let taken = 0;
  let beganMs = performance.now();
  let last: Promise<unknown> = Promise.resolve();

  async function takeTurn<T>(work: () => T): Promise<T> {
    taken++;
    if (taken >= TURN || performance.now() - beganMs > TURN_MS) {
      await new Promise((resolve) => setImmediate(resolve));
      taken = 0;
      beganMs = performance.now();
    }
    return work();
  }

  return (work) => {
    const done = last.then(() => takeTurn(work));
    last = done.catch(() => {});
    return done;
  };
}

/** Runs work in turns. */
export type Turns = <T>(work: () => T) => Promise<T>;

// A send time takes less than half a millisecond: some 10 ms.
const TURN = 20;

/**
 * Runs what its callers ask for at once one by one, in their order, and lets others have their turn
 * after every few: a batch of optimized messages must not hold up everybody else's requests.
 */
export function createTurns(): Turns {
  let taken = 0;
  let last: Promise<unknown> = Promise.resolve();

  async function takeTurn<T>(work: () => T): Promise<T> {
    taken++;
    if (taken % TURN === 0) await new Promise((resolve) => setImmediate(resolve));
    return work();
  }

  return (work) => {
    const done = last.then(() => takeTurn(work));
    last = done.catch(() => {});
    return done;
  };
}

import { createBatcher } from '#db/batcher';
import type { Database } from '#db/connect';
import { type Settled, settleAttempts } from '#db/messages/settle-attempts';
import type { AttemptResult } from '#db/messages/to-result-record';

/** Stores the results of attempts. */
export interface Settler {
  /** @returns where the message stands; `null` when it had moved on. @throws as the database does. */
  settle(result: AttemptResult): Promise<Settled | null>;
}

const MOST_IN_A_STATEMENT = 100;

/** Stores results in as few statements as they allow. */
export function createSettler(db: Database): Settler {
  return {
    settle: createBatcher({
      run: (results) => settleAttempts(db, results),
      most: MOST_IN_A_STATEMENT,
    }),
  };
}

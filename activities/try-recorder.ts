import { createBatcher } from '#db/batcher';
import type { Database } from '#db/connect';
import { recordTries, type TriedOnce } from '#db/webhooks/record-tries';

/** Stores what became of tries. */
export interface TryRecorder {
  /** @returns whether the delivery was moved on. @throws as the database does. */
  record(tried: TriedOnce): Promise<boolean>;
}

const MOST_IN_A_STATEMENT = 50;

/** Stores tries in as few statements as they allow. */
export function createTryRecorder(db: Database): TryRecorder {
  return {
    record: createBatcher({ run: (tries) => recordTries(db, tries), most: MOST_IN_A_STATEMENT }),
  };
}

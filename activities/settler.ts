import type { Database } from '#db/connect';
import { type Settled, settleAttempts } from '#db/messages/settle-attempts';
import type { AttemptResult } from '#db/messages/to-result-record';
import { DatabaseError, toSafeError } from '#db/to-safe-error';

/** Stores the results of attempts. */
export interface Settler {
  /** @returns where the message stands; `null` when it had moved on. @throws as the database does. */
  settle(result: AttemptResult): Promise<Settled | null>;
}

interface Waiting {
  result: AttemptResult;
  resolve(settled: Settled | null): void;
  reject(error: unknown): void;
}

/** Statements under way at once: one is being committed while the next is filled. */
const LANES = 2;
const MOST_IN_A_STATEMENT = 100;

/**
 * Stores results in as few statements as they allow: what arrives while the lanes are busy goes
 * together in the next one. On an idle system nothing waits.
 */
export function createSettler(db: Database): Settler {
  const waiting: Waiting[] = [];
  let busyLanes = 0;

  async function run(): Promise<void> {
    busyLanes++;
    while (waiting.length > 0) {
      const batch = waiting.splice(0, MOST_IN_A_STATEMENT);
      await store(db, batch);
    }
    busyLanes--;
  }

  return {
    settle(result) {
      return new Promise((resolve, reject) => {
        waiting.push({ result, resolve, reject });
        if (busyLanes < LANES) void run();
      });
    },
  };
}

/** One that the database refuses for good must not take the others with it: then one by one. */
async function store(db: Database, batch: readonly Waiting[]): Promise<void> {
  try {
    const settled = await settleAttempts(
      db,
      batch.map((each) => each.result),
    );
    for (const [index, each] of batch.entries()) each.resolve(settled[index] ?? null);
  } catch (error) {
    const safe = toSafeError(error);
    const isAlone = batch.length === 1;
    if (isAlone || (safe instanceof DatabaseError && safe.isUnavailable)) {
      for (const each of batch) each.reject(error);
    } else {
      for (const each of batch) await store(db, [each]);
    }
  }
}

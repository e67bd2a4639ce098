import { DatabaseError, toSafeError } from './to-safe-error.ts';

export interface BatcherOptions<In, Out> {
  /** Stores all of them, in one statement. @returns one for each, in their order. */
  run(batch: readonly In[]): Promise<readonly Out[]>;
  /** In one statement at the most. */
  most: number;
}

interface Waiting<In, Out> {
  item: In;
  resolve(result: Out): void;
  reject(error: unknown): void;
}

/** Statements under way at once: one is being committed while the next is filled. */
const LANES = 2;

/**
 * Stores items in as few statements as they allow: what arrives while the lanes are busy goes
 * together in the next one. On an idle system nothing waits.
 *
 * @returns a function that resolves once its item is stored, and throws as the database does.
 */
export function createBatcher<In, Out>(
  options: BatcherOptions<In, Out>,
): (item: In) => Promise<Out> {
  const waiting: Waiting<In, Out>[] = [];
  let busyLanes = 0;

  async function work(): Promise<void> {
    busyLanes++;
    while (waiting.length > 0) await store(options, waiting.splice(0, options.most));
    busyLanes--;
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (busyLanes < LANES) void work();
    });
}

/** One that the database refuses for good must not take the others with it: then one by one. */
async function store<In, Out>(
  options: BatcherOptions<In, Out>,
  batch: readonly Waiting<In, Out>[],
): Promise<void> {
  try {
    const results = await options.run(batch.map(({ item }) => item));
    for (const [index, each] of batch.entries()) each.resolve(results[index] as Out);
  } catch (error) {
    const safe = toSafeError(error);
    const isAlone = batch.length === 1;
    if (isAlone || (safe instanceof DatabaseError && safe.isUnavailable)) {
      for (const each of batch) each.reject(error);
    } else {
      for (const each of batch) await store(options, [each]);
    }
  }
}

export interface LoaderOptions<Key, Found> {
  /** Two keys of one name are the same. */
  nameOf(key: Key): string;
  /** Reads all of them in one statement. @returns what there is, by the keys' names. */
  load(keys: readonly Key[]): Promise<ReadonlyMap<string, Found>>;
}

interface Waiting<Key, Found> {
  key: Key;
  resolve(found: Found | null): void;
  reject(error: unknown): void;
}

/**
 * Reads rows one by one for its callers, and in one statement for the database: what is asked for
 * in one turn of the event loop goes together, and what was asked for is not read again.
 */
export function createLoader<Key, Found>(
  options: LoaderOptions<Key, Found>,
): (key: Key) => Promise<Found | null> {
  const asked = new Map<string, Promise<Found | null>>();
  let waiting: Waiting<Key, Found>[] = [];

  async function readAll(): Promise<void> {
    const turn = waiting;
    waiting = [];
    try {
      const found = await options.load(turn.map(({ key }) => key));
      for (const each of turn) each.resolve(found.get(options.nameOf(each.key)) ?? null);
    } catch (error) {
      for (const each of turn) each.reject(error);
    }
  }

  return (key) => {
    const name = options.nameOf(key);
    const known = asked.get(name);
    if (known) return known;
    const answer = new Promise<Found | null>((resolve, reject) => {
      if (waiting.length === 0) setImmediate(() => void readAll());
      waiting.push({ key, resolve, reject });
    });
    asked.set(name, answer);
    return answer;
  };
}

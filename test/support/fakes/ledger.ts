/** What a fake has accepted, in order; nothing is ever taken out. */
export interface Ledger<Entry> {
  readonly entries: readonly Entry[];
  onEntry(listener: (entry: Entry) => void): void;
  /** Waits until there are so many, and gives all there are then. */
  whenHolding(count: number): Promise<readonly Entry[]>;
}

export interface OpenLedger<Entry> extends Ledger<Entry> {
  append(entry: Entry): void;
}

/** An empty ledger; what `append` adds, the fake has accepted. */
export function createLedger<Entry>(): OpenLedger<Entry> {
  const entries: Entry[] = [];
  const listeners = new Set<(entry: Entry) => void>();
  return {
    entries,
    append(entry) {
      entries.push(entry);
      for (const listener of listeners) listener(entry);
    },
    onEntry(listener) {
      listeners.add(listener);
    },
    whenHolding(count) {
      if (entries.length >= count) return Promise.resolve([...entries]);
      return new Promise((resolve) => {
        const look = () => {
          if (entries.length < count) return;
          listeners.delete(look);
          resolve([...entries]);
        };
        listeners.add(look);
      });
    },
  };
}

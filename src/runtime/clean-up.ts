/** What has to be undone, the newest first. */
export interface CleanUp {
  add(undo: () => Promise<void>): void;
  /**
   * Undoes everything, whatever fails. A second call waits for the first: the order is kept.
   *
   * @throws the first failure, at the end.
   */
  run(): Promise<void>;
}

/** Collects what each step of a start has to undo: at the end, or when a later step fails. */
export function createCleanUp(): CleanUp {
  const undos: (() => Promise<void>)[] = [];
  let last: Promise<void> = Promise.resolve();
  return {
    add: (undo) => {
      undos.push(undo);
    },
    run() {
      last = last.catch(() => {}).then(() => undoAll(undos));
      return last;
    },
  };
}

async function undoAll(undos: (() => Promise<void>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (let undo = undos.pop(); undo; undo = undos.pop()) {
    await undo().catch((error) => failures.push(error));
  }
  if (failures.length > 0) throw failures[0];
}

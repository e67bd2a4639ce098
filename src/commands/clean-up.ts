/** What has to be undone, the newest first. */
export interface CleanUp {
  add(undo: () => Promise<void>): void;
  /** Undoes everything, whatever fails. @throws the first failure, at the end. */
  run(): Promise<void>;
}

/** Collects what each step of a start has to undo when the process stops. */
export function createCleanUp(): CleanUp {
  const undos: (() => Promise<void>)[] = [];
  return {
    add: (undo) => {
      undos.push(undo);
    },
    async run() {
      const failures: unknown[] = [];
      for (let undo = undos.pop(); undo; undo = undos.pop()) {
        await undo().catch((error) => failures.push(error));
      }
      if (failures.length > 0) throw failures[0];
    },
  };
}

import { totalmem } from 'node:os';

const MB = 1_048_576;
const LEAST_MB = 128;
const MOST_MB = 1_024;

/**
 * How much of the machine's memory, or of what its container may use, PostgreSQL keeps tables in,
 * in megabytes: a sixteenth, since it is one of several servers here. It is taken as it fills.
 */
export function cacheSizeMb(memory: number = memoryOf(process.constrainedMemory())): number {
  return Math.min(MOST_MB, Math.max(LEAST_MB, Math.floor(memory / MB / 16)));
}

/** Without a limit, Node answers 0 or a number that no machine has. */
function memoryOf(limit: number): number {
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

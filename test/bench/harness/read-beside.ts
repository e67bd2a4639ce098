import { setTimeout as sleep } from 'node:timers/promises';
import type { Reader } from '../lists/create-reader.ts';

/** For a reader: so that a read waits for the API, and not for the one before it. */
export const CONNECTIONS_BESIDE = 16;
const EVERY_MS = 50;

/**
 * GETs a path at a steady rate as long as `work` takes, however long the answers do.
 *
 * @returns how long each of them waited
 */
export async function readBeside(
  reader: Reader,
  path: string,
  work: () => Promise<unknown>,
): Promise<number[]> {
  const reading: Promise<number>[] = [];
  let isOver = false;
  const worked = work().finally(() => {
    isOver = true;
  });
  // Thrown below, once the reads have ended.
  worked.catch(() => {});
  while (!isOver) {
    const read = timed(reader, path);
    read.catch(() => {});
    reading.push(read);
    await sleep(EVERY_MS);
  }
  await worked;
  return Promise.all(reading);
}

async function timed(reader: Reader, path: string): Promise<number> {
  const askedMs = performance.now();
  await reader.get(path);
  return performance.now() - askedMs;
}

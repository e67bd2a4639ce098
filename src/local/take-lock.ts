import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { link, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeProcess } from './describe-process.ts';

export type LockAttempt =
  | { kind: 'taken'; release: () => Promise<void> }
  | { kind: 'held'; pid: number };

interface Holder {
  pid: number;
  startedAt: string;
}

const NOBODY: Holder = { pid: 0, startedAt: '' };

/**
 * Tries to take the lock `name` in a folder for this process. A lock whose process is gone, or
 * whose pid now belongs to another process, is taken over.
 *
 * Node has no flock. Each holder hard-links the file `name.<n + 1>`, which only one can do, and a
 * release leaves its file in place, so that numbers never go back and two takers never both win.
 */
export async function takeLock(folder: string, name: string): Promise<LockAttempt> {
  for (;;) {
    const highest = await highestNumber(folder, name);
    const holder = readHolder(join(folder, `${name}.${highest}`));
    if (isAlive(holder)) return { kind: 'held', pid: holder.pid };
    const path = join(folder, `${name}.${highest + 1}`);
    if (!(await claim(path))) continue;
    // Whoever listed the folder long ago may link a number that others have passed and removed.
    if ((await highestNumber(folder, name)) > highest + 1) {
      await rm(path, { force: true });
      continue;
    }
    await removeBelow(folder, name, highest + 1);
    return { kind: 'taken', release: () => writeHolder(path, NOBODY, rename) };
  }
}

async function claim(path: string): Promise<boolean> {
  const startedAt = describeProcess(process.pid)?.startedAt ?? '';
  try {
    await writeHolder(path, { pid: process.pid, startedAt }, link);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

async function writeHolder(
  path: string,
  holder: Holder,
  place: (from: string, to: string) => Promise<void>,
): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  await writeFile(temporary, JSON.stringify(holder), { mode: 0o600 });
  try {
    await place(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
}

async function removeBelow(folder: string, name: string, number: number): Promise<void> {
  for (const lower of await numbersOf(folder, name)) {
    if (lower < number) await rm(join(folder, `${name}.${lower}`), { force: true });
  }
}

async function highestNumber(folder: string, name: string): Promise<number> {
  return Math.max(0, ...(await numbersOf(folder, name)));
}

async function numbersOf(folder: string, name: string): Promise<number[]> {
  const names = await readdir(folder);
  const suffixes = names.filter((each) => each.startsWith(`${name}.`));
  return suffixes.map((each) => Number(each.slice(name.length + 1))).filter(Number.isSafeInteger);
}

function readHolder(path: string): Holder {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Holder;
  } catch {
    return NOBODY;
  }
}

function isAlive(holder: Holder): boolean {
  return describeProcess(holder.pid)?.startedAt === holder.startedAt;
}

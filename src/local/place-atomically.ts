import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { describeProcess } from './describe-process.ts';

const MARK = '.making-';

/**
 * Makes a folder whole or not at all: `fill` works in a folder beside it, which is then renamed.
 * Where two do it at once, the first one's folder stays and the other is thrown away; what a
 * killed process left half-made is removed by the next call.
 *
 * @throws whatever `fill` throws; nothing is placed then.
 */
export async function placeAtomically(
  target: string,
  fill: (folder: string) => Promise<void>,
): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  await removeLeftovers(target);
  const folder = `${target}${MARK}${process.pid}-${randomBytes(4).toString('hex')}`;
  await mkdir(folder);
  try {
    await fill(folder);
    await rename(folder, target);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    if (!isTaken(error) || !existsSync(target)) throw error;
  }
}

async function removeLeftovers(target: string): Promise<void> {
  const prefix = `${basename(target)}${MARK}`;
  for (const name of await readdir(dirname(target))) {
    if (!name.startsWith(prefix)) continue;
    const pid = Number.parseInt(name.slice(prefix.length), 10);
    if (describeProcess(pid) !== null) continue;
    await rm(join(dirname(target), name), { recursive: true, force: true });
  }
}

function isTaken(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOTEMPTY' || code === 'EEXIST';
}

import { chmod, mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { takeLock } from './take-lock.ts';

export interface DataFolder {
  /** Absolute. */
  path: string;
  /** Lets another run use the folder. */
  release: () => Promise<void>;
}

/**
 * Creates the folder that holds all local state, if need be, and takes it for this process.
 *
 * @throws Error when a living process has it; the message names that process and the remedy.
 */
export async function openDataFolder(path: string): Promise<DataFolder> {
  const absolute = resolve(path);
  const created = await mkdir(absolute, { recursive: true });
  // Started by root, PostgreSQL runs as another user, who must be able to pass through; every
  // secret inside has a mode of its own.
  if (created !== undefined) await chmod(absolute, process.getuid?.() === 0 ? 0o711 : 0o700);
  const lock = await takeLock(absolute, 'running');
  if (lock.kind === 'held') {
    throw new Error(
      `${absolute} is in use: already running as process ${lock.pid}; stop it or set DATA_DIR`,
    );
  }
  return { path: absolute, release: lock.release };
}

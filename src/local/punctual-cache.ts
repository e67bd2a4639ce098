import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from './environment.ts';

/** The user's cache folder for programs we fetched or built: `~/.cache/punctual`, XDG obeyed. */
export function punctualCache(environment: Environment): string {
  const base = environment.XDG_CACHE_HOME || join(environment.HOME || homedir(), '.cache');
  return join(base, 'punctual');
}

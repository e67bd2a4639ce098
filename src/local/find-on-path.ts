import { delimiter, join } from 'node:path';
import type { Environment } from './environment.ts';
import { isExecutable } from './is-executable.ts';

/** The path of the first executable file of that name on the PATH, or null. */
export function findOnPath(name: string, environment: Environment): string | null {
  const folders = (environment.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).find(isExecutable) ?? null;
}

import { accessSync, constants, statSync } from 'node:fs';

/** Whether the path is a file that we may execute. */
export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

import { execFile } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findOnPath } from '#local/find-on-path';
import { isExecutable } from '#local/is-executable';
import { punctualCache } from '#local/punctual-cache';

const VERSION = '4.32.5';
const INSTALL_MS = 5 * 60_000;
const run = promisify(execFile);

/** Where Schemathesis is, or why it is not there. */
export type Found = { program: string } | { missing: string };

/**
 * Finds Schemathesis, of one version, in a virtual environment of its own in the user's cache
 * folder; makes that from PyPI where Python is there.
 */
export async function findSchemathesis(
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Found> {
  const folder = join(punctualCache(environment), `schemathesis-${VERSION}`);
  const program = join(folder, 'bin', 'schemathesis');
  if (isExecutable(program)) return { program };
  const python = findOnPath('python3', environment);
  if (python === null) return { missing: 'there is no python3 on the PATH' };
  try {
    await install(python, folder);
    return { program };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    return { missing: `Schemathesis ${VERSION} could not be installed: ${reason}` };
  }
}

/** In its place from the start: a virtual environment knows its own path. */
async function install(python: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await run(python, ['-m', 'venv', '--clear', folder], { timeout: INSTALL_MS });
  const pip = ['-m', 'pip', 'install', '--quiet', `schemathesis==${VERSION}`];
  await run(join(folder, 'bin', 'python'), pip, { timeout: INSTALL_MS });
}

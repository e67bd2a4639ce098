import { join } from 'node:path';
import type { Environment } from './environment.ts';
import { findOnPath } from './find-on-path.ts';
import { isExecutable } from './is-executable.ts';
import { punctualCache } from './punctual-cache.ts';

// The newest that `go install` takes: later ones have a `replace` directive.
export const TEMPORAL_CLI_VERSION = '1.5.1';

/**
 * The path of a Temporal CLI that is there already: `TEMPORAL_CLI`, `temporal` on the PATH, or the
 * cache folder; null where one has to be got first.
 *
 * @throws Error when TEMPORAL_CLI names something else.
 */
export function locateTemporalCli(environment: Environment): string | null {
  if (environment.TEMPORAL_CLI) return checkNamed(environment.TEMPORAL_CLI);
  const onPath = findOnPath('temporal', environment);
  if (onPath !== null) return onPath;
  const cached = cachedTemporalCli(environment);
  return isExecutable(cached) ? cached : null;
}

/** Where a CLI is kept that we got ourselves. */
export function cachedTemporalCli(environment: Environment): string {
  return join(punctualCache(environment), `temporal-cli-${TEMPORAL_CLI_VERSION}`, 'temporal');
}

function checkNamed(path: string): string {
  if (isExecutable(path)) return path;
  throw new Error(`TEMPORAL_CLI must be the path of an executable file, got "${path}"`);
}

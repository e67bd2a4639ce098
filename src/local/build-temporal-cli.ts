import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment } from './environment.ts';
import type { Log } from './log.ts';
import { runTool } from './run-tool.ts';
import { tellElapsed } from './tell-elapsed.ts';

export interface BuildOptions {
  /** The path of the `go` program. */
  go: string;
  version: string;
  environment: Environment;
  log: Log;
  signal?: AbortSignal | undefined;
}

/**
 * Builds the Temporal CLI from source into a folder, as `temporal`.
 *
 * @throws Error with the end of Go's output when it fails.
 */
export async function buildTemporalCli(folder: string, options: BuildOptions): Promise<void> {
  const { go, version, environment, log, signal } = options;
  const module = `github.com/temporalio/cli/cmd/temporal@v${version}`;
  log(`building the Temporal CLI: go install ${module} (about 6 minutes and 250 MB, once)`);
  const bin = join(folder, 'bin');
  await mkdir(bin);
  // GOFLAGS of a vendored or read-only project would be about another module than this one.
  const env = { ...environment, GOBIN: bin, GOFLAGS: '' };
  const args = ['install', module];
  await tellElapsed('building the Temporal CLI', log, () =>
    runTool({ file: go, args, env, cwd: folder, signal }),
  );
  await rename(join(bin, 'temporal'), join(folder, 'temporal'));
  await rm(bin, { recursive: true });
}

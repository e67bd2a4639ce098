import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { buildTemporalCli } from './build-temporal-cli.ts';
import { type Download, downloadWithSdk } from './download-with-sdk.ts';
import type { Environment } from './environment.ts';
import { findOnPath } from './find-on-path.ts';
import { isExecutable } from './is-executable.ts';
import {
  cachedTemporalCli,
  locateTemporalCli,
  TEMPORAL_CLI_VERSION,
} from './locate-temporal-cli.ts';
import type { Log } from './log.ts';
import { placeAtomically } from './place-atomically.ts';
import { punctualCache } from './punctual-cache.ts';
import { takeLock } from './take-lock.ts';
import { waitUntil } from './wait-until.ts';

export interface FindTemporalCliOptions {
  environment: Environment;
  log: Log;
  signal?: AbortSignal | undefined;
  /** How the SDK downloads; another for tests. */
  download?: Download;
}

// A build takes about 6 minutes on two cores; whoever waits for another's gets patience for more.
const BUILD_BY_ANOTHER_TIMEOUT_MS = 30 * 60_000;

/**
 * Finds the Temporal CLI, or gets it: `TEMPORAL_CLI`, `temporal` on the PATH, the cache folder,
 * the SDK's download, `go install`. What is got is kept in the cache folder.
 *
 * @returns its path
 * @throws Error that names every way tried, and how to mend it.
 */
export async function findTemporalCli(options: FindTemporalCliOptions): Promise<string> {
  const { environment } = options;
  return (
    locateTemporalCli(environment) ?? (await obtainAlone(cachedTemporalCli(environment), options))
  );
}

async function obtainAlone(cached: string, options: FindTemporalCliOptions): Promise<string> {
  const cache = punctualCache(options.environment);
  await mkdir(cache, { recursive: true });
  let told = false;
  const lock = await waitUntil(
    async () => {
      options.signal?.throwIfAborted();
      const attempt = await takeLock(cache, 'temporal-cli-lock');
      if (attempt.kind === 'taken') return attempt;
      if (!told) options.log(`process ${attempt.pid} is getting the Temporal CLI: waiting for it`);
      told = true;
      return null;
    },
    { timeoutMs: BUILD_BY_ANOTHER_TIMEOUT_MS, everyMs: 250, what: 'the Temporal CLI' },
  );
  try {
    return isExecutable(cached) ? cached : await obtain(cached, options);
  } finally {
    await lock.release();
  }
}

async function obtain(cached: string, options: FindTemporalCliOptions): Promise<string> {
  const { environment, log, signal, download = downloadWithSdk } = options;
  const tried = [
    'TEMPORAL_CLI is not set',
    'there is no `temporal` on the PATH',
    `there is none at ${cached}`,
  ];
  const folder = join(cached, '..');
  log(`no Temporal CLI here yet: trying to download version ${TEMPORAL_CLI_VERSION}`);
  try {
    const wanted = {
      kind: 'dev-server',
      version: `v${TEMPORAL_CLI_VERSION}`,
      environment,
      signal,
    } as const;
    await placeAtomically(folder, (temporary) => download(wanted, join(temporary, 'temporal')));
    return cached;
  } catch (error) {
    signal?.throwIfAborted();
    tried.push(`the download failed (${toReason(error)})`);
    log('the download failed');
  }
  const go = findOnPath('go', environment);
  if (go === null) throw notFound([...tried, 'there is no `go` on the PATH to build it']);
  try {
    const build = { go, version: TEMPORAL_CLI_VERSION, environment, log, signal };
    await placeAtomically(folder, (temporary) => buildTemporalCli(temporary, build));
    return cached;
  } catch (error) {
    signal?.throwIfAborted();
    throw notFound([...tried, `go install failed (${toReason(error)})`]);
  }
}

function notFound(tried: readonly string[]): Error {
  return new Error(
    `no Temporal server: ${tried.join('; ')}. To mend it, do one of these: set TEMPORAL_ADDRESS ` +
      'to a running server; install the CLI (https://docs.temporal.io/cli) or set TEMPORAL_CLI ' +
      'to its path; allow downloads from temporal.download; install Go 1.25 or later',
  );
}

function toReason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.trim().split('\n').slice(-3).join(' ').slice(-400);
}

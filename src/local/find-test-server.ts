import { join } from 'node:path';
import { buildTestServer } from './build-test-server.ts';
import { type Download, downloadWithSdk } from './download-with-sdk.ts';
import type { Environment } from './environment.ts';
import { findOnPath } from './find-on-path.ts';
import { isExecutable } from './is-executable.ts';
import type { Log } from './log.ts';
import { placeAtomically } from './place-atomically.ts';
import { punctualCache } from './punctual-cache.ts';

export interface FindTestServerOptions {
  environment: Environment;
  log: Log;
  signal?: AbortSignal | undefined;
  /** How the SDK downloads; another for tests. */
  download?: Download;
}

/** A path, or why a test that skips time has to be skipped here. */
export type FoundTestServer =
  | { kind: 'found'; path: string }
  | { kind: 'unavailable'; reason: string };

const VERSION = '1.38.0';

/**
 * Finds Temporal's time-skipping server, or gets it: `TEMPORAL_TEST_SERVER`, the cache folder, the
 * SDK's download, Maven and Java. What is got is kept in the cache folder.
 */
export async function findTestServer(options: FindTestServerOptions): Promise<FoundTestServer> {
  const { environment } = options;
  const named = environment.TEMPORAL_TEST_SERVER;
  if (named) return checkNamed(named);
  const folder = join(punctualCache(environment), `temporal-test-server-${VERSION}`);
  const path = join(folder, 'temporal-test-server');
  if (isExecutable(path)) return { kind: 'found', path };
  const reason = await obtain(folder, options);
  return reason === null ? { kind: 'found', path } : { kind: 'unavailable', reason };
}

function checkNamed(path: string): FoundTestServer {
  if (isExecutable(path)) return { kind: 'found', path };
  const reason = `TEMPORAL_TEST_SERVER must be the path of an executable file, got "${path}"`;
  return { kind: 'unavailable', reason };
}

/** Answers null, or why it could not be had. */
async function obtain(folder: string, options: FindTestServerOptions): Promise<string | null> {
  const { environment, log, signal, download = downloadWithSdk } = options;
  const wanted = { kind: 'time-skipping', version: 'default', environment, signal } as const;
  log("no Temporal test server here yet: trying the SDK's download");
  const notDownloaded = await reasonOf(() =>
    placeAtomically(folder, (into) => download(wanted, join(into, 'temporal-test-server'))),
  );
  signal?.throwIfAborted();
  if (notDownloaded === null) return null;
  const java = findOnPath('java', environment);
  const maven = findOnPath('mvn', environment);
  if (java === null || maven === null) {
    return `the download failed (${notDownloaded}), and java and mvn are not both on the PATH`;
  }
  const build = { java, maven, version: VERSION, environment, log, signal };
  const notBuilt = await reasonOf(() =>
    placeAtomically(folder, (into) => buildTestServer(into, build)),
  );
  signal?.throwIfAborted();
  return notBuilt && `the download failed (${notDownloaded}), and Maven too (${notBuilt})`;
}

async function reasonOf(attempt: () => Promise<void>): Promise<string | null> {
  try {
    await attempt();
    return null;
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return text.trim().split('\n').slice(-3).join(' ').slice(-400);
  }
}

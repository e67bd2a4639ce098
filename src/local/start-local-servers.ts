import { join } from 'node:path';
import { openDataFolder } from './data-folder.ts';
import type { Environment } from './environment.ts';
import { findTemporalCli } from './find-temporal-cli.ts';
import type { Log } from './log.ts';
import { startPostgres } from './start-postgres.ts';
import { startTemporal } from './start-temporal.ts';
import { supervise } from './supervise.ts';

export interface LocalServersOptions {
  /** The folder for all local state. It is locked while a server of ours runs on it. */
  dataDir: string;
  environment: Environment;
  namespace: string;
  log: Log;
  /** A PostgreSQL to use as it is, instead of one of our own. */
  databaseUrl?: string | undefined;
  /** A Temporal to use as it is, instead of one of our own. */
  temporalAddress?: string | undefined;
  /** The port of Temporal's Web UI; without it, any free one. */
  temporalUiPort?: number | undefined;
  /** Aborting ends a start that is under way, and stops what it had started. */
  signal?: AbortSignal | undefined;
}

export interface LocalServers {
  databaseUrl: string;
  temporalAddress: string;
  /** Null where Temporal is not ours. */
  temporalUiUrl: string | null;
  /** Stops what is ours: Temporal first, then PostgreSQL. */
  stop: () => Promise<void>;
}

interface Part<Found> {
  found: Found;
  stop: () => Promise<void>;
}

/**
 * Finds or starts PostgreSQL and Temporal, both at the same time, and keeps them up.
 *
 * @throws Error when one cannot be had, or another run has the data folder; nothing of ours is
 *   left running then.
 */
export async function startLocalServers(options: LocalServersOptions): Promise<LocalServers> {
  options.signal?.throwIfAborted();
  const { databaseUrl, temporalAddress } = options;
  const isOurs = databaseUrl === undefined || temporalAddress === undefined;
  const release = isOurs ? (await openDataFolder(options.dataDir)).release : doNothing;
  const starting = [providePostgres(options), provideTemporal(options)] as const;
  const [postgres, temporal] = await Promise.allSettled(starting);
  const stop = async () => {
    if (temporal.status === 'fulfilled') await temporal.value.stop();
    if (postgres.status === 'fulfilled') await postgres.value.stop();
    await release();
  };
  if (postgres.status === 'rejected' || temporal.status === 'rejected' || options.signal?.aborted) {
    await stop();
    options.signal?.throwIfAborted();
    throw toError([postgres, temporal]);
  }
  return { databaseUrl: postgres.value.found, ...temporal.value.found, stop };
}

async function providePostgres(options: LocalServersOptions): Promise<Part<string>> {
  if (options.databaseUrl !== undefined) return { found: options.databaseUrl, stop: doNothing };
  const { log } = options;
  const common = { dataDir: join(options.dataDir, 'postgres'), log };
  const server = await startPostgres(common);
  const kept = supervise({
    name: 'PostgreSQL',
    server,
    restart: ({ port }) => startPostgres({ ...common, port }),
    log,
  });
  return { found: server.url, stop: kept.stop };
}

type TemporalPlace = Pick<LocalServers, 'temporalAddress' | 'temporalUiUrl'>;

async function provideTemporal(options: LocalServersOptions): Promise<Part<TemporalPlace>> {
  const { temporalAddress, environment, log, signal, namespace, temporalUiPort } = options;
  if (temporalAddress !== undefined) {
    return { found: { temporalAddress, temporalUiUrl: null }, stop: doNothing };
  }
  const cli = await findTemporalCli({ environment, log, signal });
  const common = { cli, dataDir: join(options.dataDir, 'temporal'), log, namespace };
  const wanted = temporalUiPort === undefined ? {} : { uiPort: temporalUiPort };
  const server = await startTemporal({ ...common, ...wanted });
  const kept = supervise({
    name: 'Temporal',
    server,
    restart: ({ port, uiPort }) => startTemporal({ ...common, port, uiPort }),
    log,
  });
  const found = { temporalAddress: server.address, temporalUiUrl: server.uiUrl };
  return { found, stop: kept.stop };
}

function toError(results: readonly PromiseSettledResult<unknown>[]): Error {
  const reasons = results.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
  if (reasons.length === 1 && reasons[0] instanceof Error) return reasons[0];
  return new AggregateError(reasons, reasons.map(String).join('; '));
}

async function doNothing(): Promise<void> {}

import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { askPostgres } from './ask-postgres.ts';
import { awaitReady } from './await-ready.ts';
import { cacheSizeMb } from './cache-size.ts';
import { choosePort } from './choose-port.ts';
import { createCluster, OWNER } from './create-cluster.ts';
import type { Log } from './log.ts';
import { findPostgresAccount } from './postgres-account.ts';
import { preparePostgresHome } from './postgres-home.ts';
import { findPostgresPrograms } from './postgres-programs.ts';
import { disarmPostmasterFile, readPostmaster } from './postmaster-file.ts';
import { readLogEnd } from './read-log-end.ts';
import type { Account, ServerProcess } from './server-process.ts';
import { adoptServerProcess, startServerProcess } from './server-process.ts';
import { type StopStep, stopProcess } from './stop-process.ts';
import { writeFileAtomically } from './write-file-atomically.ts';

export interface PostgresOptions {
  /** The folder for cluster, password, port and log. */
  dataDir: string;
  log: Log;
  /** Only this port will do; without it, the last one is kept if still free. */
  port?: number;
  /** False gives up crash safety for speed: for tests only. */
  durable?: boolean;
  /** Where things go that the account of PostgreSQL cannot reach; for tests. */
  shared?: { data: string; cache: string };
}

export interface PostgresServer extends ServerProcess {
  url: string;
  port: number;
  /** An earlier run had left it running. */
  reused: boolean;
  /** Where cluster, password and log are: `dataDir`, if PostgreSQL's account can reach it. */
  home: string;
  /** Fast shutdown: ends the connections, keeps the data; resolves when the server is gone. */
  stop: () => Promise<void>;
}

interface Place {
  home: string;
  cluster: string;
  password: string;
  postgres: string;
  account: Account | undefined;
}

// As long as a large log may take to be replayed after a kill.
const READY_TIMEOUT_MS = 60_000;
// The children of a killed server take a moment to notice it; a new one refuses to start till then.
const START_ATTEMPTS = 5;
const RETRY_AFTER_MS = 500;

// SIGINT: fast shutdown; SIGQUIT: at once, with recovery at the next start.
const STOP_STEPS: readonly StopStep[] = [
  { signal: 'SIGINT', timeoutMs: 30_000 },
  { signal: 'SIGQUIT', timeoutMs: 5_000 },
  { signal: 'SIGKILL', timeoutMs: 5_000 },
];

/**
 * Starts the PostgreSQL server of a data folder, creating the cluster and the database `punctual`
 * the first time, or finds the one that a killed run left behind. It listens on 127.0.0.1 only.
 *
 * @throws Error with the end of the server's log when it does not come up.
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const place = await preparePlace(options);
  const found = await reuse(place, options);
  if (found !== null) return found;
  for (let attempt = 1; attempt <= START_ATTEMPTS; attempt += 1) {
    const server = await launch(place, options);
    if (server !== null) return server;
    await delay(RETRY_AFTER_MS);
  }
  throw await toError('PostgreSQL did not start', place);
}

async function preparePlace({ dataDir, log, shared }: PostgresOptions): Promise<Place> {
  const account = await findPostgresAccount({ PATH: '/usr/bin:/bin' });
  const home = await preparePostgresHome(dataDir, account, shared?.data);
  if (home !== resolve(dataDir))
    log(`PostgreSQL's account cannot reach ${dataDir}: data is in ${home}`);
  const programs = await findPostgresPrograms(account, shared?.cache);
  const { folder, password } = await createCluster({ home, programs, account });
  return { home, cluster: folder, password, postgres: programs.postgres, account };
}

async function reuse(place: Place, { log, port }: PostgresOptions): Promise<PostgresServer | null> {
  const left = await readPostmaster(place.cluster);
  if (left === null) return null;
  const what = `PostgreSQL (process ${left.pid})`;
  const server = adoptServerProcess(left.pid);
  const fits = port === undefined || port === left.port;
  if (fits && (await awaitReady(server, ask(left.port), READY_TIMEOUT_MS)) === 'ready') {
    log(`${what} is still running from an earlier run: using it`);
    return toServer(place, left.port, server, true);
  }
  log(`${what} is left from an earlier run and of no use: stopping it`);
  await stopProcess(left.pid, STOP_STEPS);
  return null;
}

/** Answers null where the server ended by itself, which a later attempt can mend. */
async function launch(place: Place, options: PostgresOptions): Promise<PostgresServer | null> {
  const port = options.port ?? (await choosePort(await readLastPort(place.home)));
  await disarmPostmasterFile(place.cluster);
  const server = await startServerProcess({
    file: place.postgres,
    args: toArguments(place.cluster, port, options.durable ?? true),
    env: {},
    logFile: toLogFile(place),
    account: place.account,
  });
  const readiness = await awaitReady(server, ask(port), READY_TIMEOUT_MS);
  if (readiness === 'gone') return null;
  if (readiness === 'silent') {
    await stopProcess(server.pid, STOP_STEPS);
    throw await toError(`PostgreSQL did not answer in ${READY_TIMEOUT_MS} ms`, place);
  }
  await writeFileAtomically(join(place.home, 'port'), String(port));
  return toServer(place, port, server, false);
}

function ask(port: number): () => Promise<boolean> {
  return () => askPostgres(port, OWNER);
}

function toLogFile({ home }: Place): string {
  return join(home, 'postgres.log');
}

async function toError(what: string, place: Place): Promise<Error> {
  const path = toLogFile(place);
  return new Error(`${what}; ${path} ends with:\n${await readLogEnd(path)}`);
}

function toArguments(cluster: string, port: number, durable: boolean): string[] {
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    `port=${port}`,
    'max_connections=200',
    `shared_buffers=${cacheSizeMb()}MB`,
    // What a failing statement or a violated key quotes can be somebody's address.
    'log_min_error_statement=panic',
    'log_error_verbosity=terse',
    ...(durable ? [] : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']),
  ];
  return ['-D', cluster, ...settings.flatMap((setting) => ['-c', setting])];
}

function toServer(
  place: Place,
  port: number,
  process: ServerProcess,
  reused: boolean,
): PostgresServer {
  const url = `postgres://${OWNER}:${place.password}@127.0.0.1:${port}/${OWNER}`;
  const stop = () => stopProcess(process.pid, STOP_STEPS);
  return { ...process, url, port, reused, home: place.home, stop };
}

async function readLastPort(home: string): Promise<number | undefined> {
  const text = await readFile(join(home, 'port'), 'utf8').catch(() => '');
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

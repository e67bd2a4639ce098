import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { askTemporal } from './ask-temporal.ts';
import { awaitReady } from './await-ready.ts';
import { choosePort } from './choose-port.ts';
import { describeProcess } from './describe-process.ts';
import type { Log } from './log.ts';
import { readLogEnd } from './read-log-end.ts';
import type { ServerProcess } from './server-process.ts';
import { adoptServerProcess, startServerProcess } from './server-process.ts';
import { type StopStep, stopProcess } from './stop-process.ts';
import { TEMPORAL_SETTINGS } from './temporal-settings.ts';
import type { TemporalState } from './temporal-state-file.ts';
import { isRunning, readTemporalState, writeTemporalState } from './temporal-state-file.ts';

export interface TemporalOptions {
  /** The path of the Temporal CLI. */
  cli: string;
  /** The folder for database, state and log. */
  dataDir: string;
  log: Log;
  namespace: string;
  /** Only this port will do; without it, the last one is kept if still free. */
  port?: number;
  /** Likewise, for the Web UI; null turns the UI off. */
  uiPort?: number | null;
  /** True keeps nothing beyond a stop: for tests. */
  inMemory?: boolean;
}

export interface TemporalServer extends ServerProcess {
  /** `127.0.0.1:<port>` */
  address: string;
  port: number;
  uiPort: number | null;
  uiUrl: string | null;
  /** An earlier run had left it running. */
  reused: boolean;
  /** Resolves when the server is gone. */
  stop: () => Promise<void>;
}

const READY_TIMEOUT_MS = 30_000;
// One left behind was up before: if it is silent for so long, it hangs.
const REUSE_TIMEOUT_MS = 10_000;
// Another process may take a port between our look and the server's start.
const START_ATTEMPTS = 3;

const STOP_STEPS: readonly StopStep[] = [
  { signal: 'SIGTERM', timeoutMs: 10_000 },
  { signal: 'SIGKILL', timeoutMs: 5_000 },
];

/**
 * Starts Temporal's development server on 127.0.0.1, or finds the one that a killed run left
 * behind. Returns once it serves the namespace.
 *
 * @throws Error with the end of the server's log when it does not come up.
 */
export async function startTemporal(given: TemporalOptions): Promise<TemporalServer> {
  const options = { ...given, dataDir: resolve(given.dataDir) };
  await mkdir(options.dataDir, { recursive: true, mode: 0o700 });
  const last = await readTemporalState(options.dataDir);
  const found = last === null || !isRunning(last) ? null : await reuse(last, options);
  if (found !== null) return found;
  for (let attempt = 1; attempt <= START_ATTEMPTS; attempt += 1) {
    const server = await launch(last, options);
    if (server !== null) return server;
  }
  throw await toError('Temporal did not start', toLogFile(options));
}

async function reuse(
  last: TemporalState,
  options: TemporalOptions,
): Promise<TemporalServer | null> {
  const what = `Temporal (process ${last.pid})`;
  const fits =
    last.namespace === options.namespace &&
    last.inMemory === (options.inMemory ?? false) &&
    (options.port === undefined || options.port === last.port) &&
    (options.uiPort === undefined || options.uiPort === last.uiPort);
  const server = adoptServerProcess(last.pid);
  if (fits && (await awaitReady(server, ask(last, options), REUSE_TIMEOUT_MS)) === 'ready') {
    options.log(`${what} is still running from an earlier run: using it`);
    return toServer(last, server, true);
  }
  options.log(`${what} is left from an earlier run and of no use: stopping it`);
  await stopProcess(last.pid, STOP_STEPS);
  return null;
}

/** Answers null where the server ended by itself, which other ports can mend. */
async function launch(
  last: TemporalState | null,
  options: TemporalOptions,
): Promise<TemporalServer | null> {
  const { namespace, inMemory = false, dataDir } = options;
  const port = options.port ?? (await choosePort(last?.port));
  const uiPort =
    options.uiPort === undefined ? await choosePort(last?.uiPort ?? undefined) : options.uiPort;
  const logFile = toLogFile(options);
  const args = toArguments({ port, uiPort, namespace, inMemory, dataDir });
  const server = await startServerProcess({
    file: options.cli,
    args,
    env: { HOME: dataDir },
    logFile,
  });
  const startedAt = describeProcess(server.pid)?.startedAt ?? '';
  const state = { pid: server.pid, startedAt, port, uiPort, namespace, inMemory };
  await writeTemporalState(dataDir, state);
  const readiness = await awaitReady(server, ask(state, options), READY_TIMEOUT_MS);
  if (readiness === 'ready') return toServer(state, server, false);
  if (readiness === 'gone') return null;
  await stopProcess(server.pid, STOP_STEPS);
  throw await toError(`Temporal did not answer in ${READY_TIMEOUT_MS} ms`, logFile);
}

function toLogFile({ dataDir }: TemporalOptions): string {
  return join(dataDir, 'temporal.log');
}

function ask({ port, namespace }: TemporalState, { cli }: TemporalOptions) {
  return () => askTemporal(cli, `127.0.0.1:${port}`, namespace);
}

async function toError(what: string, path: string): Promise<Error> {
  return new Error(`${what}; ${path} ends with:\n${await readLogEnd(path)}`);
}

type Launch = Pick<TemporalState, 'port' | 'uiPort' | 'namespace' | 'inMemory'> & {
  dataDir: string;
};

function toArguments({ port, uiPort, namespace, inMemory, dataDir }: Launch): string[] {
  const settings = Object.entries(TEMPORAL_SETTINGS);
  return [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port)],
    ...(uiPort === null ? ['--headless'] : ['--ui-port', String(uiPort)]),
    ...['--namespace', namespace, '--log-level', 'warn'],
    ...['--disable-config-env', '--disable-config-file'],
    ...(inMemory ? [] : ['--db-filename', join(dataDir, 'temporal.db')]),
    ...settings.flatMap(([key, value]) => ['--dynamic-config-value', `${key}=${value}`]),
  ];
}

function toServer(
  { port, uiPort }: TemporalState,
  server: ServerProcess,
  reused: boolean,
): TemporalServer {
  const uiUrl = uiPort === null ? null : `http://127.0.0.1:${uiPort}`;
  const stop = () => stopProcess(server.pid, STOP_STEPS);
  return { ...server, address: `127.0.0.1:${port}`, port, uiPort, uiUrl, reused, stop };
}

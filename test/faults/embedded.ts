import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { choosePort } from '#local/choose-port';
import { OWNER } from '#local/create-cluster';
import { readPostmaster } from '#local/postmaster-file';
import { waitUntil } from '#local/wait-until';
import { type ApiClient, createApiClient } from './api-client.ts';
import {
  clusterOf,
  findPostgresPids,
  findTemporalPid,
  type KillMoment,
  killAll,
} from './processes.ts';
import { type Program, startProgram } from './program.ts';
import type { Scratch } from './scratch.ts';

/** `npm start` on a data folder of its own, and the means to hurt it. */
export interface Embedded {
  api: ApiClient;
  dataDir: string;
  /** Starts it again, as a user would after a kill or a stop. */
  start(): Promise<void>;
  /** The running process. */
  program(): Program;
  databaseUrl(): Promise<string>;
  /** Ctrl-C in the terminal; resolves with the exit code. */
  interrupt(): Promise<number | null>;
  /** Kills the process and what it started in its group; its servers live on. */
  killNode(): Promise<KillMoment>;
  /** Kills PostgreSQL with all of its children. */
  killPostgres(): Promise<KillMoment>;
  killTemporal(): Promise<KillMoment>;
  /** Kills all of it at once, in the order that `shuffle` makes. */
  killEverything(shuffle: (pids: number[]) => number[]): Promise<KillMoment>;
}

// The first start makes a cluster and bundles the workflows, on a machine that others use too.
const UP_WITHIN_MS = 180_000;
const STOPPED_WITHIN_MS = 60_000;
const FOUND_WITHIN_MS = 20_000;

/** Starts an installation in a new data folder. */
export async function startEmbedded(scratch: Scratch): Promise<Embedded> {
  const dataDir = await scratch.folder();
  const port = await choosePort();
  const environment = { DATA_DIR: dataDir, PORT: String(port), LOG_LEVEL: 'warn' };
  const run = async () => {
    const program = scratch.track(startProgram('start', environment));
    await program.untilLine('Punctual is up.', UP_WITHIN_MS);
    return program;
  };
  let program = await run();
  const key = (await readFile(join(dataDir, 'admin-key'), 'utf8')).trim();
  return {
    api: createApiClient(`http://127.0.0.1:${port}`, key),
    dataDir,
    program: () => program,
    async start() {
      program = await run();
    },
    databaseUrl: () => waitForDatabase(dataDir),
    async interrupt() {
      program.signalGroup('SIGINT');
      return Promise.race([program.exited, tooLate(program)]);
    },
    killNode: () => killAll([-program.pid]),
    killPostgres: async () => killAll(await findPostgresPids(dataDir)),
    killTemporal: async () => killAll(await temporalPids(dataDir)),
    async killEverything(shuffle) {
      const servers = [...(await findPostgresPids(dataDir)), ...(await temporalPids(dataDir))];
      return killAll(shuffle([-program.pid, ...servers]));
    },
  };
}

async function temporalPids(dataDir: string): Promise<number[]> {
  const pid = await findTemporalPid(dataDir);
  return pid === null ? [] : [pid];
}

async function waitForDatabase(dataDir: string): Promise<string> {
  const cluster = clusterOf(dataDir);
  const { port } = await waitUntil(() => readPostmaster(cluster), {
    timeoutMs: FOUND_WITHIN_MS,
    what: 'PostgreSQL',
  });
  const password = await readFile(join(dirname(cluster), 'password'), 'utf8');
  return `postgres://${OWNER}:${password}@127.0.0.1:${port}/${OWNER}`;
}

function tooLate(program: Program): Promise<never> {
  return new Promise((_, reject) => {
    const timer = setTimeout(() => {
      const end = program.output.slice(-40).join('\n');
      reject(new Error(`it did not stop in ${STOPPED_WITHIN_MS} ms:\n${end}`));
    }, STOPPED_WITHIN_MS);
    program.exited.finally(() => clearTimeout(timer)).catch(() => {});
  });
}

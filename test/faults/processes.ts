import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describeProcess } from '#local/describe-process';
import { readPostmaster } from '#local/postmaster-file';
import { isRunning, readTemporalState } from '#local/temporal-state-file';
import { waitUntil } from '#local/wait-until';

const GONE_WITHIN_MS = 20_000;

/** Where a data folder's PostgreSQL cluster is. */
export function clusterOf(dataDir: string): string {
  return join(dataDir, 'postgres', 'cluster', 'data');
}

/** The living PostgreSQL of a data folder: the server and its children. */
export async function findPostgresPids(dataDir: string): Promise<number[]> {
  const postmaster = await readPostmaster(clusterOf(dataDir));
  return postmaster === null ? [] : [postmaster.pid, ...childrenOf(postmaster.pid)];
}

/** The living Temporal of a data folder, if it has one. */
export async function findTemporalPid(dataDir: string): Promise<number | null> {
  const state = await readTemporalState(join(dataDir, 'temporal'));
  return state !== null && isRunning(state) ? state.pid : null;
}

/** Sends a signal; what is gone already is fine. A negative pid is a group. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** Before the first signal and after the last, in milliseconds since 1970. */
export interface KillMoment {
  fromMs: number;
  killedMs: number;
}

/** Kills all of these at once, in this order, and waits until they are gone. */
export async function killAll(pids: readonly number[]): Promise<KillMoment> {
  const alive = new Map(pids.map((pid) => [pid, describeProcess(Math.abs(pid))?.startedAt]));
  const fromMs = Date.now();
  for (const pid of pids) signalProcess(pid, 'SIGKILL');
  const killedMs = Date.now();
  const areGone = () =>
    [...alive].every(
      ([pid, startedAt]) =>
        startedAt === undefined || describeProcess(Math.abs(pid))?.startedAt !== startedAt,
    );
  await waitUntil(areGone, { timeoutMs: GONE_WITHIN_MS, what: 'killed processes', everyMs: 5 });
  return { fromMs, killedMs };
}

function childrenOf(pid: number): number[] {
  const found = spawnSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' });
  return found.stdout.split('\n').filter(Boolean).map(Number);
}

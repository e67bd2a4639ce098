import { spawn } from 'node:child_process';
import { closeSync, openSync, renameSync, statSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { describeProcess } from './describe-process.ts';
import type { Environment } from './environment.ts';

/** A server that outlives us if we are killed. */
export interface ServerProcess {
  pid: number;
  /** Resolves when the process is gone, however it went. Keeps no event loop alive. */
  exited: Promise<void>;
}

export interface ServerCommand {
  file: string;
  args: readonly string[];
  env: Environment;
  logFile: string;
  /** The account to run as, where it is not our own. */
  account?: Account | undefined;
}

export interface Account {
  uid: number;
  gid: number;
}

const LARGEST_LOG_BYTES = 10 * 1024 * 1024;
const WATCH_EVERY_MS = 200;

/**
 * Starts a server as the leader of a process group of its own, so that a Ctrl-C in the terminal
 * does not reach it: it has to be stopped last, by us.
 *
 * @throws Error when the program cannot be started at all.
 */
export async function startServerProcess(command: ServerCommand): Promise<ServerProcess> {
  const log = openLog(command.logFile);
  const child = spawn(command.file, command.args, {
    cwd: '/',
    detached: true,
    env: { ...command.env },
    stdio: ['ignore', log, log],
    ...command.account,
  });
  closeSync(log);
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
  child.unref();
  return { pid: child.pid ?? 0, exited };
}

/** Watches a server that an earlier run started, and that is therefore not our child. */
export function adoptServerProcess(pid: number): ServerProcess {
  return { pid, exited: watch(pid, describeProcess(pid)?.startedAt) };
}

async function watch(pid: number, startedAt: string | undefined): Promise<void> {
  while (startedAt !== undefined && describeProcess(pid)?.startedAt === startedAt) {
    await delay(WATCH_EVERY_MS, undefined, { ref: false });
  }
}

function openLog(path: string): number {
  const bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (bytes > LARGEST_LOG_BYTES) renameSync(path, `${path}.old`);
  return openSync(path, 'a', 0o600);
}

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeProcess } from './describe-process.ts';

export interface Postmaster {
  pid: number;
  port: number;
}

// Above the largest pid of any system we run on, so that no process can have it.
const NO_PID = 2_147_483_647;

/** The living server of a cluster, as PostgreSQL itself has noted it, or null. */
export async function readPostmaster(cluster: string): Promise<Postmaster | null> {
  const lines = await readLines(cluster);
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  return isPostmasterOf(cluster, pid) ? { pid, port } : null;
}

/**
 * Makes a stale `postmaster.pid` harmless. A server that was killed leaves it, and PostgreSQL
 * refuses to start while any process has the pid inside. Only the pid is replaced: with the rest,
 * PostgreSQL still finds out whether children of the killed server use its shared memory, and
 * removing the file would let two servers write one cluster.
 */
export async function disarmPostmasterFile(cluster: string): Promise<void> {
  const [pid, ...rest] = await readLines(cluster);
  if (pid === undefined || pid === '' || isPostmasterOf(cluster, Number(pid))) return;
  await writeFile(join(cluster, 'postmaster.pid'), [NO_PID, ...rest].join('\n'));
}

function isPostmasterOf(cluster: string, pid: number): boolean {
  const command = describeProcess(pid)?.command ?? '';
  return `${command} `.includes(` -D ${cluster} `);
}

async function readLines(cluster: string): Promise<string[]> {
  const text = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '');
  return text.split('\n');
}

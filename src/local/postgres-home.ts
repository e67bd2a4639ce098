import { createHash } from 'node:crypto';
import { chmod, mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { runTool } from './run-tool.ts';
import type { Account } from './server-process.ts';

/** Where the data goes that the account of PostgreSQL cannot reach where it was asked for. */
const SHARED_DATA = '/var/lib/punctual';

/**
 * Chooses and creates the folder that holds the cluster, its password, port and log: `dataDir`
 * itself, or `/var/lib/punctual/<hash of dataDir>` where the account cannot enter it.
 *
 * @returns the folder's absolute path
 */
export async function preparePostgresHome(
  dataDir: string,
  account: Account | undefined,
  sharedData = SHARED_DATA,
): Promise<string> {
  const wanted = resolve(dataDir);
  const created = await mkdir(wanted, { recursive: true });
  // The account passes through, and lists nothing.
  if (created !== undefined) await chmod(wanted, account === undefined ? 0o700 : 0o711);
  if (account === undefined || (await canEnter(wanted, account))) return wanted;
  if (created !== undefined) await rm(created, { recursive: true, force: true });
  return prepareSharedHome(wanted, sharedData);
}

/** Where the data of a folder goes that PostgreSQL's account cannot enter. */
export function toSharedHome(wanted: string, sharedData = SHARED_DATA): string {
  const hash = createHash('sha256').update(wanted).digest('hex').slice(0, 16);
  return join(sharedData, hash);
}

async function prepareSharedHome(wanted: string, sharedData: string): Promise<string> {
  const home = toSharedHome(wanted, sharedData);
  await mkdir(home, { recursive: true });
  await chmod(sharedData, 0o711);
  await chmod(home, 0o711);
  return home;
}

async function canEnter(folder: string, account: Account): Promise<boolean> {
  const args = ['-c', 'cd "$1"', 'sh', folder];
  return runTool({ file: '/bin/sh', args, env: {}, account }).then(
    () => true,
    () => false,
  );
}

import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { placeAtomically } from './place-atomically.ts';
import type { PostgresPrograms } from './postgres-programs.ts';
import { runTool } from './run-tool.ts';
import type { Account } from './server-process.ts';

/** The role that owns everything, and its database. */
export const OWNER = 'punctual';

export interface ClusterOptions {
  home: string;
  programs: PostgresPrograms;
  account: Account | undefined;
}

export interface Cluster {
  /** PostgreSQL's own data directory. */
  folder: string;
  password: string;
}

/**
 * Finds the cluster in its home, or makes it: cluster, password and database `punctual` appear
 * together, by one rename, so an interrupted start leaves nothing half-made.
 *
 * @throws Error with initdb's words when it fails.
 */
export async function createCluster(options: ClusterOptions): Promise<Cluster> {
  const target = join(options.home, 'cluster');
  if (!existsSync(target)) await placeAtomically(target, (folder) => fill(folder, options));
  const password = await readFile(join(target, 'password'), 'utf8');
  return { folder: join(target, 'data'), password };
}

async function fill(folder: string, { programs, account }: ClusterOptions): Promise<void> {
  const data = join(folder, 'data');
  const password = randomBytes(24).toString('base64url');
  await chmod(folder, account === undefined ? 0o700 : 0o711);
  await mkdir(data, { mode: 0o700 });
  if (account !== undefined) await chown(data, account.uid, account.gid);
  await writeFile(join(folder, 'password'), password, { mode: 0o600 });
  await runInitdb({ folder, data, password, programs, account });
  // A single-user server needs no password, no port and no client.
  const args = ['--single', '-D', data, 'postgres'];
  const input = `CREATE DATABASE ${OWNER} OWNER ${OWNER};\n`;
  await runTool({ file: programs.postgres, args, env: {}, input, account });
}

interface InitdbOptions extends Omit<ClusterOptions, 'home'> {
  folder: string;
  data: string;
  password: string;
}

async function runInitdb({ folder, data, password, programs, account }: InitdbOptions) {
  const passwordFile = join(folder, 'password-for-initdb');
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (account !== undefined) await chown(passwordFile, account.uid, account.gid);
  // Without encoding and locale, a machine with no LANG gets a SQL_ASCII database.
  const args = ['-D', data, '-U', OWNER, '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
  args.push('--encoding=UTF8', '--locale=C.UTF-8');
  await runTool({ file: programs.initdb, args, env: {}, account });
  await rm(passwordFile);
}

import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { OWNER } from './create-cluster.ts';
import { toSharedHome } from './postgres-home.ts';
import { readPostmaster } from './postmaster-file.ts';

/**
 * The URL of the PostgreSQL server that runs on a data folder, or null. Looks only: it creates,
 * starts and stops nothing.
 *
 * @throws Error when the server's password cannot be read: another user started it.
 */
export async function findRunningPostgres(dataDir: string): Promise<string | null> {
  const wanted = resolve(dataDir, 'postgres');
  for (const home of [wanted, toSharedHome(wanted)]) {
    const cluster = join(home, 'cluster');
    const server = await readPostmaster(join(cluster, 'data'));
    if (server === null) continue;
    const password = await readFile(join(cluster, 'password'), 'utf8');
    return `postgres://${OWNER}:${password}@127.0.0.1:${server.port}/${OWNER}`;
  }
  return null;
}

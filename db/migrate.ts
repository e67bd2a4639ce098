import { fileURLToPath } from 'node:url';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate as runMigrations } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';

const migrationsFolder = fileURLToPath(new URL('./migrations', import.meta.url));
// Any number that nobody else locks: 'punctual' read as base 36, cut to 31 bits.
const MIGRATION_LOCK = 1_204_587_663;

/**
 * Brings the database to the newest schema. Any number of processes may call it at once: they
 * take turns, and all but the first find nothing to do.
 *
 * @throws when the database cannot be reached or a migration fails; nothing of it is kept then.
 */
export async function migrate(url: string): Promise<void> {
  const client = postgres(url, { max: 1, onnotice: () => {}, connect_timeout: 10 });
  try {
    await client`SELECT pg_advisory_lock(${MIGRATION_LOCK})`;
    await runMigrations(drizzle(client), { migrationsFolder });
  } finally {
    // Ending the session also gives the lock back.
    await client.end();
  }
}

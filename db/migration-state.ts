import { readFileSync } from 'node:fs';
import type postgres from 'postgres';

/** How the database's schema stands to this program's. */
export type MigrationState = 'current' | 'missing' | 'behind' | 'ahead';

/** @throws when the database cannot be reached. */
export async function readMigrationState(sql: postgres.Sql): Promise<MigrationState> {
  const [table] = await sql<[{ exists: boolean }]>`
    SELECT to_regclass('drizzle.__drizzle_migrations') IS NOT NULL AS exists`;
  if (!table.exists) return 'missing';
  const [newest] = await sql<[{ at: string | null }]>`
    SELECT max(created_at) AS at FROM drizzle.__drizzle_migrations`;
  const ours = readNewestMigration();
  const theirs = Number(newest.at ?? 0);
  if (theirs === ours) return 'current';
  return theirs < ours ? 'behind' : 'ahead';
}

/** Milliseconds since 1970, as the journal stamps its migrations. */
function readNewestMigration(): number {
  const text = readFileSync(new URL('./migrations/meta/_journal.json', import.meta.url), 'utf8');
  const journal: { entries: { when: number }[] } = JSON.parse(text);
  return Math.max(...journal.entries.map((entry) => entry.when));
}

import type { DatabaseConnection } from '#db/connect';
import { eventually } from './eventually.ts';

/** Until a statement in this database waits for a lock. */
export async function untilSomebodyWaits({ sql }: Pick<DatabaseConnection, 'sql'>): Promise<void> {
  await eventually('a statement that waits for a lock', async () => {
    const [row] = await sql`SELECT count(*)::int AS count
      FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    return row?.count > 0;
  });
}

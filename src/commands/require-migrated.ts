import type postgres from 'postgres';
import { readMigrationState } from '#db/migration-state';

/** @throws when the database's schema is not the one that this program was written for. */
export async function requireMigrated(sql: postgres.Sql): Promise<void> {
  const state = await readMigrationState(sql);
  switch (state) {
    case 'current':
      return;
    case 'ahead':
      // A newer release migrates before its processes replace the old ones: those go on meanwhile.
      return;
    case 'missing':
    case 'behind':
      throw new Error(`the database's schema is ${state}: run punctual migrate`);
  }
}

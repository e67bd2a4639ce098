import { connect, type DatabaseConnection } from '#db/connect';
import { findRunningPostgres } from '#local/find-running-postgres';
import { type Environment, EnvironmentError } from '#src/env';
import { requireMigrated } from './require-migrated.ts';

/**
 * Runs a command's work on the database at DATABASE_URL, else on that of the instance that runs on
 * the data folder.
 *
 * @param name what the connection is called in PostgreSQL
 */
export async function withDatabase<T>(
  environment: Environment,
  name: string,
  work: (connection: DatabaseConnection) => Promise<T>,
): Promise<T> {
  const connection = connect({ url: await findDatabase(environment), poolSize: 1, name });
  try {
    await requireMigrated(connection.sql);
    return await work(connection);
  } finally {
    await connection.close();
  }
}

async function findDatabase({ DATABASE_URL: url, DATA_DIR: dataDir }: Environment) {
  const found = url ?? (await findRunningPostgres(dataDir));
  if (found !== null) return found;
  throw new EnvironmentError(
    `DATABASE_URL: left out, and nothing runs on ${dataDir}; set it, or run punctual start first`,
  );
}

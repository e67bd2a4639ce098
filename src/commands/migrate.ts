import { migrate as runMigrations } from '#db/migrate';
import { type Environment, EnvironmentError } from '#src/env';

/** Brings the database at DATABASE_URL to the newest schema. */
export async function migrate(environment: Environment): Promise<void> {
  if (environment.DATABASE_URL === undefined) {
    throw new EnvironmentError(
      'punctual migrate needs DATABASE_URL; punctual start migrates its own',
    );
  }
  await runMigrations(environment.DATABASE_URL);
  process.stdout.write('The database is at the newest schema.\n');
}

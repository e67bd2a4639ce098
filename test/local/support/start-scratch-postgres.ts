import postgres from 'postgres';
import { onTestFinished } from 'vitest';
import { type PostgresOptions, type PostgresServer, startPostgres } from '#local/start-postgres';

/** Starts a fast, forgetful PostgreSQL that is stopped after the test. */
export async function startScratchPostgres(
  options: Omit<PostgresOptions, 'log'> & Partial<PostgresOptions>,
): Promise<PostgresServer> {
  const server = await startPostgres({ durable: false, log: () => {}, ...options });
  onTestFinished(() => server.stop());
  return server;
}

/** Runs one statement and returns its rows. */
export async function query(url: string, statement: string) {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    return await sql.unsafe(statement);
  } finally {
    await sql.end();
  }
}

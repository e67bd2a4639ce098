import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import { inject } from 'vitest';

export interface EmptyDatabase {
  url: string;
  drop(): Promise<void>;
}

/** A database without any schema: what a first deployment finds. */
export async function createEmptyDatabase(): Promise<EmptyDatabase> {
  const name = `punctual_empty_${randomBytes(6).toString('hex')}`;
  await withServer((sql) => sql`CREATE DATABASE ${sql(name)}`);
  const url = new URL(inject('postgresUrl'));
  url.pathname = `/${name}`;
  return {
    url: url.toString(),
    drop: () => withServer((sql) => sql`DROP DATABASE IF EXISTS ${sql(name)} WITH (FORCE)`),
  };
}

async function withServer(work: (sql: postgres.Sql) => Promise<unknown>): Promise<void> {
  const sql = postgres(inject('postgresUrl'), { max: 1, onnotice: () => {} });
  try {
    await work(sql);
  } finally {
    await sql.end();
  }
}

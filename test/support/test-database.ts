import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import postgres from 'postgres';
import { inject } from 'vitest';
import { connect, type DatabaseConnection } from '#db/connect';
import { migrate } from '#db/migrate';

export interface TestDatabase {
  url: string;
  connection: DatabaseConnection;
  /** Closes the connection and deletes the database. */
  drop(): Promise<void>;
}

const POOL_SIZE = 10;
// Any number that no other test locks.
const TEMPLATE_LOCK = 77_001;
const migrations = new URL('../../db/migrations/', import.meta.url);

/** A database of one test file's own, with the newest schema. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `punctual_test_${randomBytes(6).toString('hex')}`;
  await withServer(async (sql) => {
    const template = await ensureTemplate(sql);
    await sql`CREATE DATABASE ${sql(name)} TEMPLATE ${sql(template)}`;
  });
  const url = urlOf(name);
  const connection = connect({ url, poolSize: POOL_SIZE, name: 'test' });
  return {
    url,
    connection,
    drop: async () => {
      await connection.close();
      await withServer((sql) => sql`DROP DATABASE IF EXISTS ${sql(name)} WITH (FORCE)`);
    },
  };
}

/** Migrating takes a second, copying a tenth of one: one template for each state of the migrations. */
async function ensureTemplate(sql: postgres.Sql): Promise<string> {
  const template = `punctual_template_${await hashMigrations()}`;
  await sql`SELECT pg_advisory_lock(${TEMPLATE_LOCK})`;
  try {
    const known = await sql`SELECT 1 FROM pg_database WHERE datname = ${template}`;
    if (known.length === 0) await buildTemplate(sql, template);
  } finally {
    await sql`SELECT pg_advisory_unlock(${TEMPLATE_LOCK})`;
  }
  return template;
}

/** Under another name until it is complete. */
async function buildTemplate(sql: postgres.Sql, template: string): Promise<void> {
  const draft = `${template}_draft`;
  await sql`DROP DATABASE IF EXISTS ${sql(draft)} WITH (FORCE)`;
  await sql`CREATE DATABASE ${sql(draft)}`;
  await migrate(urlOf(draft));
  await sql`ALTER DATABASE ${sql(draft)} RENAME TO ${sql(template)}`;
}

async function hashMigrations(): Promise<string> {
  const files = (await readdir(migrations)).filter((file) => file.endsWith('.sql')).sort();
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update(await readFile(new URL(file, migrations)));
  return hash.digest('hex').slice(0, 12);
}

async function withServer(work: (sql: postgres.Sql) => Promise<unknown>): Promise<void> {
  const sql = postgres(serverUrl(), { max: 1, onnotice: () => {} });
  try {
    await work(sql);
  } finally {
    await sql.end();
  }
}

function urlOf(database: string): string {
  const url = new URL(serverUrl());
  url.pathname = `/${database}`;
  return url.toString();
}

function serverUrl(): string {
  const url = inject('postgresUrl') ?? process.env.PUNCTUAL_TEST_DATABASE_URL;
  if (!url) throw new Error('PUNCTUAL_TEST_DATABASE_URL must name a PostgreSQL server for tests');
  return url;
}

import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { migrate } from '#db/migrate';
import { findTemporalCli } from '#local/find-temporal-cli';
import { startPostgres } from '#local/start-postgres';
import { startTemporal } from '#local/start-temporal';

/** Servers of a benchmark's own, with the settings of `npm start`. */
export interface Servers {
  /** A new, migrated database. */
  createDatabase(): Promise<{ url: string; drop(): Promise<void> }>;
  /** A Temporal server without history: what one scenario leaves behind does not slow the next. */
  startTemporal(): Promise<{ address: string; stop(): Promise<void> }>;
  versions: { postgres: string };
  temporalCli: string;
  /** Stops what is left, and deletes the folder. */
  stop(): Promise<void>;
}

export interface ServersOptions {
  environment: Readonly<Record<string, string | undefined>>;
  log(line: string): void;
}

/** Starts PostgreSQL in a folder of its own (durable, as `npm start` runs it). */
export async function startServers({ environment, log }: ServersOptions): Promise<Servers> {
  const folder = await mkdtemp(join(tmpdir(), 'punctual-bench-'));
  const cli = await findTemporalCli({ environment, log });
  const database = await startPostgres({ dataDir: join(folder, 'postgres'), log });
  const running = new Set<() => Promise<void>>();
  return {
    versions: { postgres: await readVersion(database.url) },
    temporalCli: cli,
    createDatabase: () => createDatabase(database.url),
    async startTemporal() {
      const dataDir = await mkdtemp(join(folder, 'temporal-'));
      const server = await startTemporal({ cli, dataDir, log, namespace: 'default' });
      const stop = async () => {
        if (running.delete(stop)) await server.stop();
      };
      running.add(stop);
      return { address: server.address, stop };
    },
    async stop() {
      for (const stop of running) await stop();
      await database.stop();
      await rm(folder, { recursive: true, force: true });
      await rm(database.home, { recursive: true, force: true });
    },
  };
}

async function createDatabase(serverUrl: string) {
  const name = `bench_${randomBytes(6).toString('hex')}`;
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  await withServer(serverUrl, (sql) => sql`CREATE DATABASE ${sql(name)}`);
  await migrate(url.toString());
  return {
    url: url.toString(),
    drop: async () => {
      await withServer(serverUrl, (sql) => sql`DROP DATABASE ${sql(name)} WITH (FORCE)`);
    },
  };
}

async function readVersion(url: string): Promise<string> {
  return withServer(url, async (sql) => {
    const [row] = await sql<[{ server_version: string }]>`SHOW server_version`;
    return row.server_version;
  });
}

async function withServer<T>(url: string, work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    return await work(sql);
  } finally {
    await sql.end();
  }
}

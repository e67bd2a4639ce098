import type postgres from 'postgres';
import { onTestFinished } from 'vitest';
import { connect } from '#db/connect';
import { type CuttableProxy, startCuttableProxy } from './cuttable-proxy.ts';
import { eventually } from './eventually.ts';
import type { TestDatabase } from './test-database.ts';

export interface BreakableConnection {
  sql: postgres.Sql;
  /** Breaks all connections, as a server does that dies. */
  reset: CuttableProxy['reset'];
  /** Has PostgreSQL end the only connection that is in that state. */
  endBackend(state: 'active' | 'idle in transaction'): Promise<void>;
}

/** A pool of a test's own whose connections can be lost. */
export async function connectBreakable(
  database: TestDatabase,
  { poolSize, hosts = 1 }: { poolSize: number; hosts?: number },
): Promise<BreakableConnection> {
  const { hostname, port, username, password, pathname } = new URL(database.url);
  const proxy = await startCuttableProxy({ host: hostname, port: Number(port) });
  const name = `breakable ${proxy.port}`;
  const at = `${Array(hosts).fill(proxy.host).join(',')}:${proxy.port}`;
  const url = `postgres://${username}:${password}@${at}${pathname}`;
  const { sql, close } = connect({ url, poolSize, name });
  onTestFinished(async () => {
    await close();
    await proxy.stop();
  });
  return {
    sql,
    reset: proxy.reset,
    async endBackend(state) {
      await eventually(`a connection that is ${state}`, async () => {
        const ended = await database.connection.sql`
          SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
          WHERE application_name = ${name} AND state = ${state}`;
        return ended.length === 1;
      });
    },
  };
}

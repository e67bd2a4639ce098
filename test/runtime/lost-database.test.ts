import { expect, inject, test } from 'vitest';
import { connect } from '#db/connect';
import { startCuttableProxy } from '../support/cuttable-proxy.ts';

test('a connection that is cut in the midst of many small writes is opened again', async () => {
  const target = new URL(inject('postgresUrl'));
  const proxy = await startCuttableProxy({ host: target.hostname, port: Number(target.port) });
  const url = new URL(target);
  url.port = String(proxy.port);
  const connection = connect({ url: url.href, poolSize: 4, name: 'lost database' });
  try {
    for (let round = 0; round < 10; round++) {
      const queries = Array.from({ length: 20 }, () => connection.sql`SELECT 1`.catch(() => null));
      await Promise.race(queries);
      await proxy.cut();
      await Promise.all([...queries, connection.sql`SELECT 1`.catch(() => null)]);
      await proxy.mend();
      // Without the mend of the client this hangs, or the process is gone, after a few rounds.
      const rows = await untilAnswered(() => connection.sql`SELECT ${round}::int AS round`);
      expect(rows[0]?.round).toBe(round);
    }
  } finally {
    await connection.close();
    await proxy.stop();
  }
});

async function untilAnswered<Row>(ask: () => PromiseLike<Row[]>): Promise<Row[]> {
  for (let tries = 0; tries < 100; tries++) {
    const rows = await Promise.resolve(ask()).catch(() => null);
    if (rows) return rows;
  }
  throw new Error('the database did not answer again');
}

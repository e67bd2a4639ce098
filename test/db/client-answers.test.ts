import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requireMendedClient } from '#db/require-mended-client';
import { connectBreakable } from '#test/support/breakable-connection';
import { createTestDatabase, type TestDatabase } from '#test/support/test-database';

// What db/mend-postgres-client.mjs mends of queries.

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

describe('a query that comes after another', () => {
  test('that failed after two rows has its own rows alone', async () => {
    const { sql } = await connectBreakable(database, { poolSize: 1 });
    const failing = sql`SELECT 10 / (3 - x) AS v FROM generate_series(1, 5) x`;
    await expect(failing).rejects.toThrow('division by zero');
    expect(await sql`SELECT 1 AS one`).toEqual([{ one: 1 }]);
  });

  test('whose connection was lost after some rows has its own rows alone', async () => {
    const { sql, endBackend } = await connectBreakable(database, { poolSize: 1 });
    const lost = sql`SELECT x, repeat('y', 10000), CASE WHEN x = 200 THEN pg_sleep(10) END::text
      FROM generate_series(1, 300) x`;
    const end = expect(lost).rejects.toThrow();
    await endBackend('active');
    await end;
    expect(await sql`SELECT 1 AS one`).toEqual([{ one: 1 }]);
  });

  test('that could not be written has its own answer', async () => {
    const { sql } = await connectBreakable(database, { poolSize: 1 });
    await sql`SELECT 1`;
    const asked = await Promise.allSettled([
      sql.unsafe('SELECT 1 AS a'),
      sql`SELECT ${undefined as unknown as string}::text AS b`,
      sql.unsafe('SELECT 3 AS c'),
      sql.unsafe('SELECT 4 AS d'),
    ]);
    expect(asked).toMatchObject([
      { value: [{ a: 1 }] },
      { reason: { code: 'UNDEFINED_VALUE' } },
      { value: [{ c: 3 }] },
      { value: [{ d: 4 }] },
    ]);
  });
});

describe('a connection that is lost', () => {
  test('at its first query answers it, also where there are two hosts', async () => {
    const { sql, endBackend } = await connectBreakable(database, { poolSize: 1, hosts: 2 });
    const end = expect(sql`SELECT pg_sleep(10)`).rejects.toThrow();
    await endBackend('active');
    await end;
    expect(await sql`SELECT 1 AS one`).toEqual([{ one: 1 }]);
  });

  // In each turn of the event loop around its end.
  test.each([0, 1, 2, 3, 4, 5])('answers what is asked %i turns after it', async (turns) => {
    const { sql, reset } = await connectBreakable(database, { poolSize: 1 });
    await sql`SELECT 1`;
    const asked: Promise<unknown>[] = [];
    const ask = () => asked.push(sql`SELECT 1 AS one`.catch((error) => error));
    const underWay = sql.unsafe('SELECT pg_sleep(10)').execute().catch(ask);
    reset();
    for (let turn = 0; turn < turns; turn++) await nextTurn();
    ask();
    await underWay;
    for (let turn = 0; turn < 10; turn++) {
      await nextTurn();
      ask();
    }
    for (const answer of await Promise.all(asked)) {
      if (answer instanceof Error) expect(answer).toMatchObject({ code: /^(CONN|ECONN)/ });
      else expect(answer).toEqual([{ one: 1 }]);
    }
    expect(await sql`SELECT 1 AS one`).toEqual([{ one: 1 }]);
  });
});

test('a client as it was published is refused', () => {
  expect(() => requireMendedClient(() => {})).toThrow('npm ci');
});

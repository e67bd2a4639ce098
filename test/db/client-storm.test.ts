import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectBreakable } from '#test/support/breakable-connection';
import { eventually } from '#test/support/eventually';
import { createTestDatabase, type TestDatabase } from '#test/support/test-database';

const CALLERS = 150;
const CONNECTIONS = 5;
const RESETS = 12;

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await database.connection.sql`CREATE TABLE kept (what text)`;
});
afterAll(() => database.drop());

test('with connections that break again and again all is answered, and stored whole or not at all', async () => {
  const { sql, reset } = await connectBreakable(database, { poolSize: CONNECTIONS });
  const acknowledged: string[] = [];
  let isOver = false;
  let ids = 0;
  const storeOnce = async (id: string) => void (await sql`INSERT INTO kept VALUES (${id})`);
  const storeTwice = (id: string) =>
    sql.begin(async (tx) => {
      await tx`INSERT INTO kept VALUES (${id})`;
      await Promise.all([tx`SELECT 1`, tx`INSERT INTO kept VALUES (${id})`]);
    });
  const callers = Array.from({ length: CALLERS }, async (_, index) => {
    while (!isOver) {
      const id = `${index % 2 === 0 ? 'twice' : 'once'} ${ids++}`;
      await (index % 2 === 0 ? storeTwice(id) : storeOnce(id)).then(
        () => acknowledged.push(id),
        () => undefined,
      );
      await nextTurn();
    }
  });
  for (let resets = 0; resets < RESETS; resets++) {
    const before = acknowledged.length;
    await eventually('some that were stored', () => acknowledged.length > before + 50);
    reset();
  }
  isOver = true;
  let isAnswered = false;
  void Promise.all(callers).then(() => {
    isAnswered = true;
  });
  await eventually('an answer to each caller', () => isAnswered);
  const kept = await database.connection.sql`
    SELECT what, count(*)::int AS times FROM kept GROUP BY what`;
  const times = new Map(kept.map((row) => [row.what, row.times]));
  for (const id of acknowledged) expect(times.has(id), id).toBe(true);
  for (const [id, count] of times) expect(count, id).toBe(id.startsWith('twice') ? 2 : 1);
  const backends = await Promise.all(
    Array.from(
      { length: CONNECTIONS },
      () => sql`SELECT pg_backend_pid() AS pid FROM pg_sleep(0.5)`,
    ),
  );
  expect(new Set(backends.map(([row]) => row?.pid)).size).toBe(CONNECTIONS);
});

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { connectBreakable } from '#test/support/breakable-connection';
import { eventually } from '#test/support/eventually';
import { createTestDatabase, type TestDatabase } from '#test/support/test-database';

// What db/mend-postgres-client.mjs mends of transactions.

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await database.connection.sql`CREATE TABLE kept (what text)`;
});
afterAll(() => database.drop());
beforeEach(() => database.connection.sql`TRUNCATE kept`);

// By another connection: it is committed.
const keptNow = async () =>
  (await database.connection.sql`SELECT what FROM kept`).map((row) => row.what);

// 100 may be written behind the one that is under way.
test.each([98, 99, 100, 101, 250])(
  'a transaction behind %i queries is its own, and ends',
  async (count) => {
    const { sql } = await connectBreakable(database, { poolSize: 1 });
    await sql`SELECT 1`;
    const before = Array.from({ length: count }, () => sql`SELECT 1`.execute());
    const begun = sql.begin(async (tx) => {
      await tx`INSERT INTO kept VALUES ('inside')`;
      throw new Error('taken back');
    });
    const outside = sql`INSERT INTO kept VALUES ('outside')`.execute();
    await expect(begun).rejects.toThrow('taken back');
    await Promise.all([...before, outside]);
    expect(await keptNow()).toEqual(['outside']);
  },
);

test('what a transaction asks after its connection was lost is not stored outside of it', async () => {
  const { sql, endBackend } = await connectBreakable(database, { poolSize: 1 });
  const asked: PromiseSettledResult<unknown>[] = [];
  const begun = sql.begin(async (tx) => {
    await tx`INSERT INTO kept VALUES ('before')`;
    await endBackend('idle in transaction');
    // The pool connects again.
    await sql`INSERT INTO kept VALUES ('outside')`;
    asked.push(...(await Promise.allSettled([tx`INSERT INTO kept VALUES ('after')`])));
  });
  await expect(begun).rejects.toThrow();
  await eventually('an answer', () => asked.length > 0);
  expect(asked).toMatchObject([{ status: 'rejected' }]);
  expect(await keptNow()).toEqual(['outside']);
});

test('whatever a transaction has asked is answered when its connection is lost', async () => {
  const { sql, endBackend } = await connectBreakable(database, { poolSize: 1 });
  let asked: PromiseSettledResult<unknown>[] = [];
  const begun = sql.begin(async (tx) => {
    // With a parameter the first is asked for its types, and the others wait behind it.
    const waiting = Promise.allSettled(
      [10, 11, 12].map((seconds) => tx`SELECT pg_sleep(${seconds})`),
    );
    await endBackend('active');
    asked = await waiting;
  });
  await expect(begun).rejects.toThrow();
  await eventually('three answers', () => asked.length > 0);
  expect(asked.map(({ status }) => status)).toEqual(Array(3).fill('rejected'));
  // Nor is that error the next one's.
  expect(await sql`SELECT 1 AS one`).toEqual([{ one: 1 }]);
});

test('what a transaction asks after it has failed is not stored, by itself or with another', async () => {
  const { sql } = await connectBreakable(database, { poolSize: 1 });
  const late: Promise<PromiseSettledResult<unknown>[]>[] = [];
  const begun = sql.begin(async (tx) => {
    const ask = () => Promise.allSettled([tx`INSERT INTO kept VALUES ('late')`]);
    await tx`INSERT INTO kept VALUES ('taken back')`;
    await Promise.all([
      tx`SELECT 1 / 0`,
      // While the transaction is rolled back, in the next one, and after that.
      (async () => {
        await tx`SELECT 1`.catch(() => {});
        late.push(ask());
        void begun.catch(() => {
          late.push(
            sql.begin(async (next) => {
              await next`INSERT INTO kept VALUES ('next')`;
              return await ask();
            }),
          );
        });
      })(),
    ]);
  });
  await expect(begun).rejects.toThrow('division by zero');
  await eventually('the next transaction', async () => (await keptNow()).length > 0);
  const answers = (await Promise.all(late)).flat();
  expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await keptNow()).toEqual(['next']);
});

test('what a transaction asks after it was committed is refused', async () => {
  const { sql } = await connectBreakable(database, { poolSize: 1 });
  const tx = await sql.begin(async (tx) => {
    await tx`INSERT INTO kept VALUES ('in time')`;
    return { late: () => tx`INSERT INTO kept VALUES ('late')` };
  });
  await expect(tx.late()).rejects.toMatchObject({ code: 'TRANSACTION_ENDED' });
  expect(await keptNow()).toEqual(['in time']);
});

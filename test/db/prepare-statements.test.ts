import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect, type DatabaseConnection } from '#db/connect';
import { PLANNED_ANEW } from '#db/prepare-statements';
import { createTestDatabase, type TestDatabase } from '#test/support/test-database';

let database: TestDatabase;
let connection: DatabaseConnection;

beforeAll(async () => {
  database = await createTestDatabase();
  // One connection, so that what it has prepared can be asked for.
  connection = connect({ url: database.url, poolSize: 1, name: 'prepare-statements' });
});
afterAll(async () => {
  await connection.close();
  await database.drop();
});

test('a statement is prepared once for a connection, unless it is to be planned anew', async () => {
  const { db } = connection;
  for (let value = 0; value < 3; value++) {
    await db.execute(sql`SELECT ${value}::int AS usual`);
    await db.execute(sql`SELECT ${value}::int AS unusual ${sql.raw(PLANNED_ANEW)}`);
  }
  const rows = await db.execute<{ statement: string }>(
    sql`SELECT statement FROM pg_prepared_statements WHERE statement LIKE '%usual%' AND statement NOT LIKE '%LIKE%'`,
  );
  expect(rows.map(({ statement }) => statement)).toEqual(['SELECT $1::int AS usual']);
});

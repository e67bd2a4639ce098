import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#test/support/test-database';

// `evt_`, the millisecond, the version and the fraction of the millisecond.
const TIME_LENGTH = 'evt_00000000-0000-7000'.length;

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('ids made by one statement are UUIDv7, differ, and keep their order', async () => {
  const rows = await database.connection
    .sql`SELECT new_event_id() AS id FROM generate_series(1, 2000)`;
  const ids = rows.map(({ id }) => String(id));
  for (const id of ids) {
    expect(id).toMatch(/^evt_[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  }
  expect(new Set(ids).size).toBe(ids.length);
  const times = ids.map((id) => id.slice(0, TIME_LENGTH));
  expect(times).toEqual(times.toSorted());
});

test('the time in an id is the time of its making', async () => {
  const [row] = await database.connection.sql`
    SELECT new_event_id() AS id, (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS ms`;
  const inId = Number.parseInt(row?.id.slice(4).replaceAll('-', '').slice(0, 12), 16);
  expect(Math.abs(inId - Number(row?.ms))).toBeLessThan(1_000);
});

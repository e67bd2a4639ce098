import type postgres from 'postgres';

type Value = string | number | boolean | null;
/** A row by its columns' names; every row of a table has the same ones. */
export type Row = Record<string, Value>;

const ROWS = 2_000;

/** Puts rows into tables, many at a time: each item of `rows` has one row for each table. */
export async function copyRows(
  sql: postgres.Sql,
  tables: readonly string[],
  rows: Iterable<readonly (Row | null)[]>,
): Promise<void> {
  let waiting: (readonly (Row | null)[])[] = [];
  for (const row of rows) {
    waiting.push(row);
    if (waiting.length < ROWS) continue;
    await insert(sql, tables, waiting);
    waiting = [];
  }
  await insert(sql, tables, waiting);
}

async function insert(
  sql: postgres.Sql,
  tables: readonly string[],
  items: readonly (readonly (Row | null)[])[],
): Promise<void> {
  for (const [index, table] of tables.entries()) {
    const rows = items.flatMap((item): Row[] => (item[index] ? [item[index]] : []));
    const columns = Object.keys(rows[0] ?? {}).join(', ');
    if (rows.length === 0) continue;
    await sql.unsafe(
      `INSERT INTO ${table} (${columns})
        SELECT ${columns} FROM json_populate_recordset(NULL::${table}, $1::text::json)`,
      [JSON.stringify(rows)],
    );
  }
}

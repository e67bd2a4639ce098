import type postgres from 'postgres';
import { newId } from '#db/new-id';

/** The statements that put a batch's rows in once more, under other ids: ready to run. */
export type RowInserts = readonly { statement: string; rows: string }[];

const tables = {
  messages: 'id',
  message_words: 'message_id',
  message_events: 'message_id',
  outbox: 'message_id',
} as const;
/** Many enough that another round trip is not what takes the time. */
const ROWS = 1_000;

/** Reads what accepting a batch has stored. @returns the same rows, for new messages. */
export async function copyBatch(sql: postgres.Sql, batchId: string): Promise<RowInserts> {
  const messages = await sql`SELECT id FROM messages WHERE batch_id = ${batchId} ORDER BY id`;
  const ids = messages.map(({ id }): string => id);
  const copies = new Map(ids.map((id) => [id, newId('msg')]));
  const inserts: { statement: string; rows: string }[] = [];
  for (const [table, key] of Object.entries(tables)) {
    const columns = await findColumns(sql, table);
    const rows = await sql.unsafe(
      `SELECT to_jsonb(t) AS row FROM ${table} t WHERE ${key} = ANY($1) ORDER BY ${key}`,
      [ids],
    );
    const statement = `INSERT INTO ${table} (${columns})
      SELECT ${columns} FROM jsonb_populate_recordset(NULL::${table}, $1::text::jsonb)`;
    const copied = rows.map(({ row }) => ({ ...row, [key]: copies.get(row[key]) }));
    for (let from = 0; from < copied.length; from += ROWS) {
      inserts.push({ statement, rows: JSON.stringify(copied.slice(from, from + ROWS)) });
    }
  }
  return inserts;
}

/** Puts them in, in one transaction. */
export async function insertRows(sql: postgres.Sql, inserts: RowInserts): Promise<void> {
  await sql.begin(async (tx) => {
    for (const { statement, rows } of inserts) await tx.unsafe(statement, [rows]);
  });
}

/** Those that are not made by the database. */
async function findColumns(sql: postgres.Sql, table: string): Promise<string> {
  const rows = await sql`SELECT column_name FROM information_schema.columns
    WHERE table_name = ${table} AND is_generated = 'NEVER'
      AND coalesce(column_default, '') NOT LIKE 'new_event_id%'
    ORDER BY ordinal_position`;
  return rows.map(({ column_name }) => column_name).join(', ');
}

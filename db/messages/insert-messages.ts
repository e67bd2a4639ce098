import { getTableColumns, sql } from 'drizzle-orm';
import type { Queryable } from '../connect.ts';
import { noteForRelay } from '../outbox.ts';
import { messages } from '../schema/messages.ts';
import { chunkByTexts } from './chunk-by-texts.ts';
import type { NewMessageRow } from './message-row.ts';
import { keepWords } from './message-words.ts';

/** A message to store, and why it is as it is: the first event of its timeline. */
export interface PlannedRow {
  row: NewMessageRow;
  details: Record<string, unknown>;
}

type ColumnKey = keyof ReturnType<typeof getTableColumns<typeof messages>>;

/** Who sees to the stored messages: their batch's workflow, or one of their own each. */
export interface Carried {
  carriedBy: 'batch' | 'workflow';
  /** Not claimed until their batch lets them go. */
  held?: boolean;
}

/**
 * Stores many messages as `insertMessage` stores one: each with its words, its first event and,
 * unless its batch carries it, its note for the relay. All rows have the same fields; some hundred
 * are enough for one call.
 */
export async function insertMessages(
  tx: Queryable,
  planned: readonly PlannedRow[],
  { carriedBy, held = false }: Carried = { carriedBy: 'workflow' },
): Promise<void> {
  const byBatch = carriedBy === 'batch';
  for (const chunk of chunkByTexts(planned, ({ row }) => row)) {
    const rows = chunk.map(({ row }) => ({ ...row, byBatch, held }));
    await insertRows(tx, rows);
    await tx.execute(keepWords(rows));
    await insertAccepted(tx, chunk);
    const ids = rows.map(({ id }) => id);
    if (!byBatch) await noteForRelay(tx, ids, 'new');
  }
}

/** As one text of JSON: a statement takes 65,534 parameters, which 10,000 rows pass by far. */
async function insertRows(tx: Queryable, rows: readonly NewMessageRow[]): Promise<void> {
  const columns = getTableColumns(messages);
  const keys = Object.keys(rows[0] ?? {}).filter((key): key is ColumnKey => key in columns);
  const names = sql.join(
    keys.map((key) => sql.identifier(columns[key].name)),
    sql.raw(', '),
  );
  const records = rows.map((row) =>
    Object.fromEntries(keys.map((key) => [columns[key].name, row[key as keyof NewMessageRow]])),
  );
  await tx.execute(sql`
    INSERT INTO messages (${names})
    SELECT ${names} FROM jsonb_populate_recordset(NULL::messages, ${JSON.stringify(records)}::jsonb)`);
}

async function insertAccepted(tx: Queryable, planned: readonly PlannedRow[]): Promise<void> {
  const records = planned.map(({ row, details }) => ({
    workspace_id: row.workspaceId,
    message_id: row.id,
    at: row.createdAt,
    details,
  }));
  await tx.execute(sql`
    INSERT INTO message_events (workspace_id, message_id, kind, at, details)
    SELECT workspace_id, message_id, 'accepted', at, details
    FROM jsonb_to_recordset(${JSON.stringify(records)}::jsonb)
      AS r(workspace_id text, message_id text, at timestamptz, details jsonb)`);
}

import { sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';

/** Tables whose rows have a workflow that sees to them, and counts of what it was told. */
export type TendedTable = 'batches' | 'webhook_endpoints';

/** A row whose workflow has to hear of a change. */
export interface ChangedRow {
  id: string;
  /** The change that is told; a later one is told again. */
  revision: number;
}

// A relay that dies leaves its rows to the others after that time.
const LEASE_MS = 15_000;

/** Takes rows whose workflows were not told yet, for a while; others leave these alone. */
export async function takeChangedRows(
  db: Queryable,
  table: TendedTable,
  { now, limit }: { now: Date; limit: number },
): Promise<ChangedRow[]> {
  const until = new Date(now.getTime() + LEASE_MS).toISOString();
  const name = sql.identifier(table);
  // Waits for who holds a row: skipped each time, a row that claims lock all the time is never told.
  const rows = await db.execute<{ id: string; revision: number }>(sql`
    WITH changed AS MATERIALIZED (
      SELECT id FROM ${name} WHERE revision <> relayed_revision
        AND (relay_at IS NULL OR relay_at <= ${now.toISOString()}::timestamptz)
      ORDER BY id LIMIT ${limit} FOR NO KEY UPDATE
    )
    UPDATE ${name} AS t SET relay_at = ${until}::timestamptz FROM changed WHERE t.id = changed.id
    RETURNING t.id, t.revision`);
  return rows.map(({ id, revision }) => ({ id, revision }));
}

/** Notes what the workflows were told. What changed again meanwhile is taken again. */
export async function finishChangedRows(
  db: Queryable,
  table: TendedTable,
  told: readonly ChangedRow[],
): Promise<void> {
  if (told.length === 0) return;
  const name = sql.identifier(table);
  await db.execute(sql`
    UPDATE ${name} AS t SET relayed_revision = told.revision, relay_at = NULL
    FROM (SELECT w.id, seen.revision FROM ${name} w JOIN
      jsonb_to_recordset(${JSON.stringify(told)}::jsonb) AS seen(id text, revision int)
      ON w.id = seen.id ORDER BY w.id FOR NO KEY UPDATE OF w) AS told
    WHERE t.id = told.id AND t.relayed_revision < told.revision`);
}

/** Puts back what Temporal could not be told of, to be tried again from `relayAt` on. */
export async function postponeChangedRows(
  db: Queryable,
  table: TendedTable,
  { failed, relayAt }: { failed: readonly ChangedRow[]; relayAt: Date },
): Promise<void> {
  if (failed.length === 0) return;
  await db.execute(sql`
    UPDATE ${sql.identifier(table)} AS t SET relay_at = ${relayAt.toISOString()}::timestamptz
    FROM jsonb_to_recordset(${JSON.stringify(failed)}::jsonb) AS failed(id text, revision int)
    WHERE t.id = failed.id AND t.revision = failed.revision`);
}

/** Has these rows' workflows told again: there are none any more, or none that is seen. */
export async function tellAgain(
  db: Queryable,
  table: TendedTable,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  const name = sql.identifier(table);
  await db.execute(sql`
    UPDATE ${name} SET revision = revision + 1, relay_at = NULL
    WHERE id IN (SELECT id FROM ${name} WHERE id = ANY(${sql.param(ids)}::text[])
      AND revision = relayed_revision ORDER BY id FOR NO KEY UPDATE)`);
}

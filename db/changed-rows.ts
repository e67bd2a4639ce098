import { type SQL, sql } from 'drizzle-orm';
import type { Database, Queryable } from './connect.ts';
import { DatabaseError, toSafeError } from './to-safe-error.ts';

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
// Others wait to be told meanwhile.
const WAIT_FOR = '1s';
const LOCK_NOT_AVAILABLE = '55P03';

/** What was taken, and what others hold just now: it is waited for row by row. */
export interface TakenRows {
  taken: ChangedRow[];
  busy: string[];
}

/**
 * Takes rows whose workflows were not told yet, for a while; others leave these alone. Waits for
 * nobody: who waits holds nothing, or the sweep would find all of them locked.
 */
export async function takeChangedRows(
  db: Queryable,
  table: TendedTable,
  { now, limit }: { now: Date; limit: number },
): Promise<TakenRows> {
  const name = sql.identifier(table);
  const rows = await db.execute<{ id: string; revision: number | null }>(sql`
    WITH changed AS MATERIALIZED (
      SELECT id FROM ${name} WHERE ${isUntold(now)} ORDER BY id LIMIT ${limit}
    ),
    free AS MATERIALIZED (
      SELECT t.id FROM ${name} t WHERE t.id IN (SELECT id FROM changed) AND ${isUntold(now)}
      ORDER BY t.id FOR NO KEY UPDATE SKIP LOCKED
    ),
    leased AS (
      UPDATE ${name} t SET relay_at = ${leasedUntil(now)} FROM free WHERE t.id = free.id
      RETURNING t.id, t.revision
    )
    SELECT changed.id, leased.revision FROM changed LEFT JOIN leased ON leased.id = changed.id`);
  return {
    taken: rows.flatMap(({ id, revision }) => (revision === null ? [] : { id, revision })),
    busy: rows.flatMap(({ id, revision }) => (revision === null ? id : [])),
  };
}

/**
 * Takes a row that others hold: skipped each time, one that claims lock all the time is never told.
 *
 * @returns `null` when it is told, or was still not to be had after a moment.
 */
export async function takeBusyRow(
  db: Database,
  table: TendedTable,
  { id, now }: { id: string; now: Date },
): Promise<ChangedRow | null> {
  const rows = await whenFree(db, (tx) =>
    tx.execute<{ id: string; revision: number }>(sql`
      UPDATE ${sql.identifier(table)} SET relay_at = ${leasedUntil(now)}
      WHERE id = ${id} AND ${isUntold(now)} RETURNING id, revision`),
  );
  const [row] = rows ?? [];
  return row ? { id: row.id, revision: row.revision } : null;
}

/**
 * Notes what the workflows were told. What changed again meanwhile is taken again, and what others
 * hold for long is told once more.
 */
export async function finishChangedRows(
  db: Database,
  table: TendedTable,
  told: readonly ChangedRow[],
): Promise<void> {
  if (told.length === 0) return;
  const name = sql.identifier(table);
  const rows = await db.execute<{ id: string }>(sql`
    UPDATE ${name} AS t SET relayed_revision = told.revision, relay_at = NULL
    FROM (SELECT w.id, seen.revision FROM ${name} w JOIN
      jsonb_to_recordset(${JSON.stringify(told)}::jsonb) AS seen(id text, revision int)
      ON w.id = seen.id ORDER BY w.id FOR NO KEY UPDATE OF w SKIP LOCKED) AS told
    WHERE t.id = told.id AND t.relayed_revision < told.revision RETURNING t.id`);
  const noted = new Set(rows.map(({ id }) => id));
  for (const { id, revision } of told.filter((row) => !noted.has(row.id))) {
    await whenFree(db, (tx) =>
      tx.execute(sql`UPDATE ${name} SET relayed_revision = ${revision}, relay_at = NULL
        WHERE id = ${id} AND relayed_revision < ${revision}`),
    );
  }
}

/** Puts back what Temporal could not be told of, to be tried again from `relayAt` on. */
export async function postponeChangedRows(
  db: Queryable,
  table: TendedTable,
  { failed, relayAt }: { failed: readonly ChangedRow[]; relayAt: Date },
): Promise<void> {
  if (failed.length === 0) return;
  const name = sql.identifier(table);
  // What others hold keeps its lease, which ends by itself.
  await db.execute(sql`
    UPDATE ${name} AS t SET relay_at = ${relayAt.toISOString()}::timestamptz
    FROM (SELECT w.id FROM ${name} w JOIN
      jsonb_to_recordset(${JSON.stringify(failed)}::jsonb) AS failed(id text, revision int)
      ON w.id = failed.id AND w.revision = failed.revision
      ORDER BY w.id FOR NO KEY UPDATE OF w SKIP LOCKED) AS failed
    WHERE t.id = failed.id`);
}

/** Has these rows' workflows told again: there are none any more, or none that is seen. */
export async function tellAgain(
  db: Database,
  table: TendedTable,
  ids: readonly string[],
): Promise<void> {
  for (const id of ids) {
    await whenFree(db, (tx) =>
      tx.execute(sql`UPDATE ${sql.identifier(table)} SET revision = revision + 1, relay_at = NULL
        WHERE id = ${id} AND revision = relayed_revision`),
    );
  }
}

function isUntold(now: Date): SQL {
  return sql`(revision <> relayed_revision
    AND (relay_at IS NULL OR relay_at <= ${now.toISOString()}::timestamptz))`;
}

function leasedUntil(now: Date): SQL {
  return sql`${new Date(now.getTime() + LEASE_MS).toISOString()}::timestamptz`;
}

/** Waits for the one row that `work` changes, but not for long; `null`: it was not to be had. */
async function whenFree<T>(db: Database, work: (tx: Queryable) => Promise<T>): Promise<T | null> {
  try {
    return await db.transaction(async (tx) => {
      await tx.execute(sql`SELECT set_config('lock_timeout', ${WAIT_FOR}, true)`);
      return work(tx);
    });
  } catch (error) {
    const safe = toSafeError(error);
    if (safe instanceof DatabaseError && safe.code === LOCK_NOT_AVAILABLE) return null;
    throw error;
  }
}

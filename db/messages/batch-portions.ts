import { type SQL, sql } from 'drizzle-orm';
import { isPending } from '../batches.ts';
import type { Queryable } from '../connect.ts';
import { noteForRelay } from '../outbox.ts';

/**
 * Which part of a batch's messages: those that are due first, as the sweep would meet them. The
 * caller holds the batch's row.
 */
export interface Portion {
  workspaceId: string;
  batchId: string;
  /** `null` is the beginning. */
  after: PortionPlace | null;
  limit: number;
}

/** A message's place in its batch. One that gets another time meanwhile may move past it. */
export interface PortionPlace {
  /** As PostgreSQL writes it. */
  dueAt: string;
  id: string;
}

/** What was changed: how many, and the last of them, to go on from; `null` when none was left. */
export interface PortionDone {
  count: number;
  last: PortionPlace | null;
}

/** Keeps messages from the sweep, or lets them go. Whether one is claimed is its batch's to say. */
export async function holdPortion(
  tx: Queryable,
  portion: Portion,
  held: boolean,
): Promise<PortionDone> {
  const rows = await tx.execute<PickedRow>(sql`
    WITH ${pick(portion, sql`status = 'scheduled' AND held = ${!held}`)},
    changed AS (
      UPDATE messages m SET held = ${held} FROM picked WHERE m.id = picked.id
      RETURNING m.id, m.due_at, m.by_batch
    )
    ${inOrder}`);
  return toDone(rows);
}

/** Cancels what is scheduled, whoever timed it: a batch is canceled as a whole (C3). */
export async function cancelPortion(
  tx: Queryable,
  portion: Portion,
  now: Date,
): Promise<PortionDone> {
  const at = sql`${now.toISOString()}::timestamptz`;
  const rows = await tx.execute<PickedRow>(sql`
    WITH ${pick(portion, sql`status = 'scheduled'`)},
    changed AS (
      UPDATE messages m SET status = 'canceled', cancel_reason = 'batch_canceled', canceled_at = ${at},
        updated_at = ${at}, next_attempt_at = NULL, version = m.version + 1
      FROM picked WHERE m.id = picked.id RETURNING m.id, m.workspace_id, m.due_at, m.by_batch
    ),
    event AS (
      INSERT INTO message_events (workspace_id, message_id, kind, at, details)
      SELECT workspace_id, id, 'canceled', ${at}, '{"reason": "batch_canceled"}'::jsonb FROM changed
    )
    ${inOrder}`);
  await noteForRelay(
    tx,
    rows.filter((row) => !row.by_batch).map(({ id }) => id),
  );
  return toDone(rows);
}

/**
 * Gives up what was to be sent once more: whoever may have it already stays `unknown`, and what
 * was sent as iMessage does not go as SMS.
 */
export async function giveUpPortion(
  tx: Queryable,
  portion: Portion,
  now: Date,
): Promise<PortionDone> {
  const at = sql`${now.toISOString()}::timestamptz`;
  const rows = await tx.execute<PickedRow>(sql`
    WITH ${pick(portion, sql`status <> 'scheduled' AND next_attempt_at IS NOT NULL`)},
    changed AS (
      UPDATE messages m SET next_attempt_at = NULL, updated_at = ${at}, version = m.version + 1,
        status = CASE WHEN m.status = 'sending' THEN 'unknown' ELSE m.status END,
        failure_code = CASE WHEN m.status = 'sending' THEN 'batch_canceled' ELSE m.failure_code END,
        failure_detail = CASE WHEN m.status = 'sending'
          THEN 'nobody can tell whether the provider took the message' ELSE m.failure_detail END,
        reconcile_at = CASE WHEN m.status = 'sending' THEN ${at} ELSE m.reconcile_at END
      FROM picked WHERE m.id = picked.id RETURNING m.id, m.workspace_id, m.failure_code, m.status,
        m.due_at, m.by_batch
    ),
    event AS (
      INSERT INTO message_events (workspace_id, message_id, kind, at, details)
      SELECT workspace_id, id, CASE WHEN status = 'unknown' AND failure_code = 'batch_canceled'
        THEN 'unknown' ELSE 'fallback_dropped' END, ${at}, '{"reason": "batch_canceled"}'::jsonb FROM changed
    )
    ${inOrder}`);
  await noteForRelay(
    tx,
    rows.map(({ id }) => id),
  );
  return toDone(rows);
}

interface PickedRow extends Record<string, unknown> {
  id: string;
  due_at: string;
  by_batch: boolean;
}

/** The first of them by the index messages_of_batch_pending; locked by their ids, as everywhere. */
function pick({ workspaceId, batchId, after, limit }: Portion, condition: SQL): SQL {
  const isAfter = after
    ? sql`(due_at, id) > (${after.dueAt}::timestamptz, ${after.id})`
    : sql`true`;
  return sql`first AS MATERIALIZED (
      SELECT id FROM messages WHERE workspace_id = ${workspaceId} AND batch_id = ${batchId}
        AND ${isPending} AND ${condition} AND ${isAfter} ORDER BY due_at, id LIMIT ${limit}
    ),
    picked AS MATERIALIZED (
      SELECT id FROM messages WHERE id = ANY(ARRAY(SELECT id FROM first)) AND ${condition}
      ORDER BY id FOR UPDATE
    )`;
}

/** The last is where the next portion begins. */
const inOrder = sql.raw(
  'SELECT id, due_at::text AS due_at, by_batch FROM changed ORDER BY changed.due_at, id',
);

function toDone(rows: readonly PickedRow[]): PortionDone {
  const last = rows.at(-1);
  return { count: rows.length, last: last ? { dueAt: last.due_at, id: last.id } : null };
}

import { type SQL, sql } from 'drizzle-orm';
import type { Queryable } from '../connect.ts';
import { noteForRelay } from '../outbox.ts';

/** Which part of a batch's messages: some of them, by their ids. The caller holds the batch's row. */
export interface Portion {
  workspaceId: string;
  batchId: string;
  /** After this id; '' is the beginning. */
  afterId: string;
  limit: number;
}

/** What was changed: how many, and the last of them, to go on from; `null` when none was left. */
export interface PortionDone {
  count: number;
  lastId: string | null;
}

/** Keeps messages from the sweep, or lets them go. Whether one is claimed is its batch's to say. */
export async function holdPortion(
  tx: Queryable,
  portion: Portion,
  held: boolean,
): Promise<PortionDone> {
  const rows = await tx.execute<{ id: string }>(sql`
    WITH picked AS MATERIALIZED (${pick(portion, sql`status = 'scheduled' AND held = ${!held}`)})
    UPDATE messages m SET held = ${held} FROM picked WHERE m.id = picked.id RETURNING m.id`);
  return toDone(rows.map(({ id }) => id));
}

/** Cancels what is scheduled, whoever timed it: a batch is canceled as a whole (C3). */
export async function cancelPortion(
  tx: Queryable,
  portion: Portion,
  now: Date,
): Promise<PortionDone> {
  const at = sql`${now.toISOString()}::timestamptz`;
  const rows = await tx.execute<{ id: string; by_batch: boolean }>(sql`
    WITH picked AS MATERIALIZED (${pick(portion, sql`status = 'scheduled'`)}),
    changed AS (
      UPDATE messages m SET status = 'canceled', cancel_reason = 'batch_canceled', canceled_at = ${at},
        updated_at = ${at}, next_attempt_at = NULL, version = m.version + 1
      FROM picked WHERE m.id = picked.id RETURNING m.id, m.workspace_id, m.by_batch
    ),
    event AS (
      INSERT INTO message_events (workspace_id, message_id, kind, at, details)
      SELECT workspace_id, id, 'canceled', ${at}, '{"reason": "batch_canceled"}'::jsonb FROM changed
    )
    SELECT id, by_batch FROM changed`);
  await noteForRelay(
    tx,
    rows.filter((row) => !row.by_batch).map(({ id }) => id),
  );
  return toDone(rows.map(({ id }) => id));
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
  const rows = await tx.execute<{ id: string }>(sql`
    WITH picked AS MATERIALIZED (
      ${pick(portion, sql`status <> 'scheduled' AND next_attempt_at IS NOT NULL`)}),
    changed AS (
      UPDATE messages m SET next_attempt_at = NULL, updated_at = ${at}, version = m.version + 1,
        status = CASE WHEN m.status = 'sending' THEN 'unknown' ELSE m.status END,
        failure_code = CASE WHEN m.status = 'sending' THEN 'batch_canceled' ELSE m.failure_code END,
        failure_detail = CASE WHEN m.status = 'sending'
          THEN 'nobody can tell whether the provider took the message' ELSE m.failure_detail END,
        reconcile_at = CASE WHEN m.status = 'sending' THEN ${at} ELSE m.reconcile_at END
      FROM picked WHERE m.id = picked.id RETURNING m.id, m.workspace_id, m.failure_code, m.status
    ),
    event AS (
      INSERT INTO message_events (workspace_id, message_id, kind, at, details)
      SELECT workspace_id, id, CASE WHEN status = 'unknown' AND failure_code = 'batch_canceled'
        THEN 'unknown' ELSE 'fallback_dropped' END, ${at}, '{"reason": "batch_canceled"}'::jsonb FROM changed
    )
    SELECT id FROM changed`);
  const ids = rows.map(({ id }) => id);
  await noteForRelay(tx, ids);
  return toDone(ids);
}

/** Locked by their ids, as everywhere. */
function pick({ workspaceId, batchId, afterId, limit }: Portion, condition: SQL): SQL {
  return sql`SELECT id FROM messages WHERE workspace_id = ${workspaceId} AND batch_id = ${batchId}
    AND id > ${afterId} AND ${condition} ORDER BY id LIMIT ${limit} FOR UPDATE`;
}

function toDone(ids: readonly string[]): PortionDone {
  const lastId = ids.reduce<string | null>((last, id) => (last && last > id ? last : id), null);
  return { count: ids.length, lastId };
}

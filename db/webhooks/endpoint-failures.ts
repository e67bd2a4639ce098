import { sql } from 'drizzle-orm';
import type { DisabledReason } from '#domain/webhook';
import type { Database, Queryable } from '../connect.ts';

/** One statement for all could take longer than one may. */
const PORTION = 5_000;

export interface NotedFailure {
  endpointId: string;
  now: Date;
  /** Nothing is told before then; empty: others may be. */
  retryAt: Date | null;
}

/**
 * Notes a failure at an endpoint that is not paused. Its workflow hears of a pause, at the end of
 * which it looks; of an event that was refused it hears by that try's record.
 */
export async function noteFailure(db: Queryable, failed: NotedFailure): Promise<void> {
  const now = sql`${failed.now.toISOString()}::timestamptz`;
  const retryAt = failed.retryAt?.toISOString() ?? null;
  await db.execute(sql`
    UPDATE webhook_endpoints SET failing_since = coalesce(failing_since, ${now}),
      retry_at = ${retryAt}::timestamptz, updated_at = ${now},
      revision = revision + CASE WHEN ${retryAt}::timestamptz IS NULL THEN 0 ELSE 1 END
    WHERE id = ${failed.endpointId} AND status = 'active' AND retry_at IS NULL`);
}

/** Moves the end of a pause: the endpoint failed again when it was tried. */
export async function prolongPause(
  db: Queryable,
  endpointId: string,
  retryAt: Date | null,
): Promise<void> {
  await db.execute(sql`
    UPDATE webhook_endpoints SET retry_at = ${retryAt?.toISOString() ?? null}::timestamptz
    WHERE id = ${endpointId} AND status = 'active' AND deleted_at IS NULL
      AND failing_since IS NOT NULL`);
}

/** An endpoint that took an event is well, unless it has been paused meanwhile. */
export async function clearFailure(db: Queryable, endpointId: string): Promise<void> {
  await db.execute(sql`
    UPDATE webhook_endpoints SET failing_since = NULL
    WHERE id = ${endpointId} AND failing_since IS NOT NULL AND retry_at IS NULL`);
}

export interface Recovery {
  endpointId: string;
  now: Date;
  /** What is due later than this, and is not being told, is due now. */
  leasedUntil: Date;
}

/** An endpoint that was paused took an event: all that waits for it is due, a portion at a time. */
export async function endPause(db: Queryable, recovery: Recovery): Promise<void> {
  const { endpointId } = recovery;
  const now = sql`${recovery.now.toISOString()}::timestamptz`;
  await db.execute(sql`
    UPDATE webhook_endpoints SET failing_since = NULL, retry_at = NULL
    WHERE id = ${endpointId} AND failing_since IS NOT NULL`);
  for (;;) {
    const due = await db.execute(sql`
      UPDATE webhook_deliveries SET next_try_at = ${now}
      WHERE endpoint_id = ${endpointId} AND status = 'pending' AND event_id IN (
        SELECT event_id FROM webhook_deliveries
        WHERE endpoint_id = ${endpointId} AND status = 'pending' AND tries > 0
          AND next_try_at > ${recovery.leasedUntil.toISOString()}::timestamptz
        ORDER BY next_try_at LIMIT ${PORTION} FOR UPDATE)
      RETURNING 1`);
    if (due.length < PORTION) return;
  }
}

export interface Disabling {
  endpointId: string;
  reason: Exclude<DisabledReason, 'requested'>;
  now: Date;
}

/**
 * Disables an endpoint, and tells the workspace's others of it. Its workflow hears of it, too: what
 * is pending is to be given up.
 *
 * @returns whether it was active.
 */
export async function disableEndpoint(
  db: Database,
  { endpointId, reason, now }: Disabling,
): Promise<boolean> {
  const at = now.toISOString();
  return db.transaction(async (tx) => {
    const [gone] = await tx.execute<{ workspace_id: string }>(sql`
      UPDATE webhook_endpoints SET status = 'disabled', disabled_reason = ${reason},
        disabled_at = ${at}::timestamptz, failing_since = NULL, retry_at = NULL,
        revision = revision + 1, version = version + 1, updated_at = ${at}::timestamptz
      WHERE id = ${endpointId} AND status = 'active' AND deleted_at IS NULL
      RETURNING workspace_id`);
    if (!gone) return false;
    const what = JSON.stringify({ endpoint_id: endpointId, reason });
    await tx.execute(sql`
      SELECT tell_endpoints(${gone.workspace_id}, 'endpoint.disabled', ${at}::timestamptz,
        NULL, NULL, NULL, ${what}::jsonb)`);
    return true;
  });
}

/** Gives up so much of what is pending at an endpoint that was disabled. @returns how much. */
export async function failPending(
  db: Queryable,
  endpointId: string,
  now: Date,
  limit: number,
): Promise<number> {
  const rows = await db.execute(sql`
    UPDATE webhook_deliveries d SET status = 'failed', next_try_at = NULL,
      error_code = coalesce(d.error_code, 'endpoint_disabled'),
      updated_at = ${now.toISOString()}::timestamptz
    FROM (SELECT event_id FROM webhook_deliveries
      WHERE endpoint_id = ${endpointId} AND status = 'pending' LIMIT ${limit}
      FOR UPDATE) AS pending
    WHERE d.endpoint_id = ${endpointId} AND d.event_id = pending.event_id AND d.status = 'pending'
      AND EXISTS (SELECT FROM webhook_endpoints e
        WHERE e.id = ${endpointId} AND e.status = 'disabled' AND e.disabled_reason <> 'requested')
    RETURNING 1`);
  return rows.length;
}

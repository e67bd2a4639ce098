import { sql } from 'drizzle-orm';
import type { DisabledReason } from '#domain/webhook';
import type { Queryable } from '../connect.ts';

/** Where an endpoint stands, as its workflow has to know. */
export interface RetryState {
  /** Empty: it is active. */
  disabledReason: DisabledReason | null;
  failingSince: Date | null;
  retryAt: Date | null;
  /** When the next event of any kind is due that waits; empty: none does. */
  nextDueAt: Date | null;
  /** Of those that were tried before. */
  nextRetryAt: Date | null;
}

/** @returns `null` for an endpoint that is not there, or was deleted. */
export async function findRetryState(
  db: Queryable,
  endpointId: string,
): Promise<RetryState | null> {
  const [row] = await db.execute<RetryRow & Record<string, unknown>>(sql`
    SELECT CASE WHEN status = 'disabled' THEN disabled_reason END AS disabled_reason,
      failing_since, retry_at,
      -- Infinite, which is no date of ours: due at once.
      (SELECT greatest(next_try_at, 'epoch') FROM webhook_deliveries
        WHERE endpoint_id = e.id AND status = 'pending' ORDER BY next_try_at LIMIT 1) AS next_due_at,
      (SELECT next_try_at FROM webhook_deliveries
        WHERE endpoint_id = e.id AND status = 'pending' AND tries > 0
        ORDER BY next_try_at LIMIT 1) AS next_retry_at
    FROM webhook_endpoints e WHERE id = ${endpointId} AND deleted_at IS NULL`);
  if (!row) return null;
  return {
    disabledReason: row.disabled_reason,
    failingSince: toDate(row.failing_since),
    retryAt: toDate(row.retry_at),
    nextDueAt: toDate(row.next_due_at),
    nextRetryAt: toDate(row.next_retry_at),
  };
}

/** Whether more than one event is being refused. */
export async function isRefusingMany(db: Queryable, endpointId: string): Promise<boolean> {
  const rows = await db.execute(sql`
    SELECT FROM webhook_deliveries
    WHERE endpoint_id = ${endpointId} AND status = 'pending' AND tries > 0 LIMIT 2`);
  return rows.length > 1;
}

interface RetryRow {
  disabled_reason: DisabledReason | null;
  failing_since: string | null;
  retry_at: string | null;
  next_due_at: string | null;
  next_retry_at: string | null;
}

function toDate(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}

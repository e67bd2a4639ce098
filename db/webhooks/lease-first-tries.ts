import { sql } from 'drizzle-orm';
import type { Queryable } from '../connect.ts';
import {
  type Lease,
  type LeasedTry,
  type LeasedTryRow,
  leaseTries,
  toLeasedTry,
} from './leased-try.ts';

export interface FirstTries extends Lease {
  limit: number;
  /** Of one endpoint at once, unless `room` says another number. */
  each: number;
  /** How many more of these endpoints, some of whose events are being told. */
  room: Readonly<Record<string, number>>;
  /** Endpoints after this one; they come in turn. */
  after: string;
}

/**
 * Leases what was never tried of endpoints that are not paused, a few of each in turn. With nothing
 * to do it asks one index. Skips what others lease.
 */
export async function leaseFirstTries(db: Queryable, first: FirstTries): Promise<LeasedTry[]> {
  const now = sql`${first.now.toISOString()}::timestamptz`;
  const rows = await db.execute<LeasedTryRow>(
    leaseTries(
      sql`
      -- The endpoints that have something pending, one step of the index for each.
      WITH RECURSIVE waiting AS (
        (SELECT endpoint_id FROM webhook_deliveries
          WHERE status = 'pending' AND endpoint_id > ${first.after}
            AND EXISTS (SELECT FROM webhook_deliveries
              WHERE status = 'pending' AND tries = 0 AND next_try_at <= ${now})
          ORDER BY endpoint_id LIMIT 1)
        UNION ALL
        SELECT (SELECT endpoint_id FROM webhook_deliveries
          WHERE status = 'pending' AND endpoint_id > waiting.endpoint_id
          ORDER BY endpoint_id LIMIT 1)
        FROM waiting WHERE endpoint_id IS NOT NULL
      )
      SELECT due.ctid
      FROM waiting JOIN webhook_endpoints e ON e.id = waiting.endpoint_id
        AND e.status = 'active' AND e.deleted_at IS NULL AND e.retry_at IS NULL
      CROSS JOIN LATERAL (
        SELECT ctid FROM webhook_deliveries
        WHERE endpoint_id = waiting.endpoint_id AND status = 'pending' AND tries = 0
          AND next_try_at <= ${now}
        ORDER BY next_try_at
        LIMIT coalesce((${JSON.stringify(first.room)}::jsonb ->> waiting.endpoint_id)::int, ${first.each}::int)
        FOR UPDATE SKIP LOCKED) AS due
      LIMIT ${first.limit}`,
      first,
    ),
  );
  return rows.map(toLeasedTry);
}

import { sql } from 'drizzle-orm';
import type { Queryable } from '../connect.ts';
import {
  type Lease,
  type LeasedTry,
  type LeasedTryRow,
  leaseTries,
  toLeasedTry,
} from './leased-try.ts';

export interface Retries extends Lease {
  endpointId: string;
}

/** So many of what waits are looked at for the one that was tried least. */
const LOOKED_AT = 1_000;
/** Somebody else may have some of them in hand. */
const PICKED = 20;

/**
 * Leases what an endpoint that was paused is tried with: the event that was tried least, and of
 * those the oldest, so that one that it cannot take does not stand before those that it can.
 */
export async function leaseProbe(db: Queryable, probe: Retries): Promise<LeasedTry | null> {
  const now = sql`${probe.now.toISOString()}::timestamptz`;
  const rows = await db.execute<LeasedTryRow>(
    leaseTries(
      sql`
      SELECT ctid FROM webhook_deliveries
      WHERE ctid = ANY (ARRAY(
          SELECT ctid FROM (
            SELECT ctid, tries, event_id FROM webhook_deliveries
            WHERE endpoint_id = ${probe.endpointId} AND status = 'pending' AND next_try_at <= ${now}
            ORDER BY next_try_at LIMIT ${LOOKED_AT}) AS due
          ORDER BY tries, event_id LIMIT ${PICKED}))
        AND status = 'pending' AND next_try_at <= ${now}
      ORDER BY tries, event_id LIMIT 1 FOR UPDATE SKIP LOCKED`,
      probe,
    ),
  );
  return rows.map(toLeasedTry)[0] ?? null;
}

/** Leases what is to be told again to an endpoint that is not paused, the longest due first. */
export async function leaseRetries(
  db: Queryable,
  retries: Retries,
  limit: number,
): Promise<LeasedTry[]> {
  const rows = await db.execute<LeasedTryRow>(
    leaseTries(
      sql`
      SELECT ctid FROM webhook_deliveries
      WHERE endpoint_id = ${retries.endpointId} AND status = 'pending' AND tries > 0
        AND next_try_at <= ${retries.now.toISOString()}::timestamptz
      ORDER BY next_try_at LIMIT ${limit} FOR UPDATE SKIP LOCKED`,
      retries,
    ),
  );
  return rows.map(toLeasedTry);
}

import { type SQL, sql } from 'drizzle-orm';
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
  room: FirstTriesRoom;
  /** Endpoints after this one; they come in turn. */
  after: string;
}

/** How many may be leased of whom. */
export interface FirstTriesRoom {
  /** By their ids; of all others so many each. */
  endpoints: Readonly<Record<string, number>>;
  eachEndpoint: number;
  workspaces: Readonly<Record<string, number>>;
  eachWorkspace: number;
  /** Endpoints of whom there are so many in all, whosever they are. */
  slow: readonly string[];
  allSlow: number;
}

/**
 * Leases what was never tried of endpoints that are not paused, a few of each in turn. With nothing
 * to do it asks one index. Skips what others lease.
 */
export async function leaseFirstTries(db: Queryable, first: FirstTries): Promise<LeasedTry[]> {
  const { room } = first;
  const ofEndpoint = leftOf(sql`e.id`, room.endpoints, room.eachEndpoint);
  const ofWorkspace = leftOf(sql`e.workspace_id`, room.workspaces, room.eachWorkspace);
  const rows = await db.execute<LeasedTryRow>(
    leaseTries(
      sql`${waitingEndpoints(first)},
      -- Enough for a round; of those of one workspace that are one behind the other not all are
      -- leased, and the next round begins behind them.
      picked AS MATERIALIZED (
        SELECT due.ctid AS place, e.workspace_id, ${ofWorkspace} AS most,
          ${JSON.stringify(room.slow)}::jsonb ? e.id AS is_slow, waiting.endpoint_id
        FROM waiting JOIN webhook_endpoints e ON e.id = waiting.endpoint_id
          AND e.status = 'active' AND e.deleted_at IS NULL AND e.retry_at IS NULL
          AND ${ofWorkspace} > 0
        CROSS JOIN LATERAL (
          SELECT ctid FROM webhook_deliveries
          WHERE endpoint_id = waiting.endpoint_id AND status = 'pending' AND tries = 0
            AND next_try_at <= ${at(first.now)}
          ORDER BY next_try_at LIMIT ${ofEndpoint} FOR UPDATE SKIP LOCKED) AS due
        LIMIT ${first.limit}
      )
      SELECT place AS ctid FROM (
        SELECT place, most, is_slow,
          row_number() OVER (PARTITION BY workspace_id ORDER BY endpoint_id, place) AS of_workspace,
          row_number() OVER (PARTITION BY is_slow ORDER BY endpoint_id, place) AS of_kind
        FROM picked) AS counted
      WHERE of_workspace <= most AND (NOT is_slow OR of_kind <= ${room.allSlow}::int)`,
      first,
    ),
  );
  return rows.map(toLeasedTry);
}

/** The endpoints that have something pending, one step of the index for each. */
function waitingEndpoints({ after, now }: FirstTries): SQL {
  return sql`
    WITH RECURSIVE waiting AS (
      (SELECT endpoint_id FROM webhook_deliveries
        WHERE status = 'pending' AND endpoint_id > ${after}
          AND EXISTS (SELECT FROM webhook_deliveries
            WHERE status = 'pending' AND tries = 0 AND next_try_at <= ${at(now)})
        ORDER BY endpoint_id LIMIT 1)
      UNION ALL
      SELECT (SELECT endpoint_id FROM webhook_deliveries
        WHERE status = 'pending' AND endpoint_id > waiting.endpoint_id
        ORDER BY endpoint_id LIMIT 1)
      FROM waiting WHERE endpoint_id IS NOT NULL
    )`;
}

function leftOf(id: SQL, left: Readonly<Record<string, number>>, each: number): SQL {
  return sql`coalesce((${JSON.stringify(left)}::jsonb ->> ${id})::int, ${each}::int)`;
}

function at(now: Date): SQL {
  return sql`${now.toISOString()}::timestamptz`;
}

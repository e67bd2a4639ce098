import { sql } from 'drizzle-orm';
import type { WebhookDeliveryStatus } from '#domain/webhook';
import type { Queryable } from '../connect.ts';

/** What became of a try, and of its delivery. */
export interface TriedOnce {
  endpointId: string;
  eventId: string;
  /** As it was leased. */
  leasedUntil: Date;
  at: Date;
  /** Not by the endpoint's workflow, which looks again by itself after each. */
  isFirst: boolean;
  tookMs: number;
  statusCode: number | null;
  /** Empty: it was taken. */
  errorCode: string | null;
  status: WebhookDeliveryStatus;
  /** While it is pending. */
  nextTryAt: Date | null;
}

/**
 * Logs tries, and moves on the deliveries that are still leased to them: one that was leased again,
 * or asked for anew, meanwhile goes its own way. The endpoint's workflow hears of what was refused
 * for the first time with its record: told before, it could look too early, and end. Not more than
 * once in a second or so: what is refused is due later.
 *
 * @returns of each whether its delivery was moved on.
 */
export async function recordTries(
  db: Queryable,
  tries: readonly TriedOnce[],
): Promise<readonly boolean[]> {
  const rows = await db.execute<{ endpoint_id: string; event_id: string }>(sql`
    WITH tried AS MATERIALIZED (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(tries)}::jsonb) AS tried("endpointId" text,
        "eventId" text, "leasedUntil" timestamptz, at timestamptz, "tookMs" int, "statusCode" int,
        "errorCode" text, status text, "nextTryAt" timestamptz, "isFirst" boolean)
    ),
    -- Endpoints before deliveries, as all do who lock both.
    told AS (
      UPDATE webhook_endpoints e SET revision = e.revision + 1,
        relay_at = coalesce(e.relay_at, refused.last_at + interval '1 second')
      FROM (SELECT w.id, last_at FROM webhook_endpoints w JOIN
        (SELECT "endpointId", max(at) AS last_at FROM tried
          WHERE "isFirst" AND status = 'pending' GROUP BY 1) AS each ON w.id = "endpointId"
        ORDER BY w.id FOR NO KEY UPDATE OF w) AS refused
      WHERE e.id = refused.id
      RETURNING e.id
    ),
    -- In one order, so that two of these do not wait for each other.
    held AS MATERIALIZED (
      SELECT d.endpoint_id, d.event_id, d.workspace_id, d.next_try_at, d.status
      FROM webhook_deliveries d JOIN tried ON d.endpoint_id = "endpointId" AND d.event_id = "eventId"
      WHERE (SELECT count(*) FROM told) >= 0
      ORDER BY 1, 2 FOR UPDATE OF d
    ),
    logged AS (
      INSERT INTO webhook_attempts (workspace_id, endpoint_id, event_id, at, took_ms, status_code, error_code)
      SELECT workspace_id, endpoint_id, event_id, at, "tookMs", "statusCode", "errorCode"
      FROM held JOIN tried ON endpoint_id = "endpointId" AND event_id = "eventId"
    )
    UPDATE webhook_deliveries d SET status = tried.status, tries = d.tries + 1,
      status_code = tried."statusCode", error_code = tried."errorCode",
      next_try_at = tried."nextTryAt", updated_at = tried.at,
      delivered_at = CASE WHEN tried.status = 'delivered' THEN tried.at ELSE d.delivered_at END
    FROM held JOIN tried ON endpoint_id = "endpointId" AND event_id = "eventId"
    WHERE d.endpoint_id = held.endpoint_id AND d.event_id = held.event_id
      AND held.status = 'pending' AND held.next_try_at = tried."leasedUntil"
    RETURNING d.endpoint_id, d.event_id`);
  const moved = new Set(rows.map((row) => `${row.endpoint_id} ${row.event_id}`));
  return tries.map(({ endpointId, eventId }) => moved.has(`${endpointId} ${eventId}`));
}

import { type SQL, sql } from 'drizzle-orm';
import type { WebhookEvent, WebhookEventType } from '#domain/webhook';

/** One event that one endpoint is to be told of, and that nobody else tells it meanwhile. */
export interface LeasedTry {
  endpointId: string;
  eventId: string;
  workspaceId: string;
  /** Before this one. */
  tries: number;
  /** The lease's end, and by that its name: whoever comes after it has nothing to record. */
  leasedUntil: Date;
  url: string;
  /** The live ones. */
  secrets: readonly string[];
  failingSince: Date | null;
  event: WebhookEvent;
}

export interface Lease {
  now: Date;
  /** Longer than a call may take. */
  until: Date;
}

/**
 * Leases what `which` has picked and locked, and reads all that is needed to tell it.
 *
 * @param which selects `ctid` of deliveries and locks them; may begin with WITH.
 */
export function leaseTries(which: SQL, { now, until }: Lease): SQL {
  return sql`
    WITH which AS MATERIALIZED (${which}),
    leased AS (
      -- By their places, which nobody moves while they are locked: what is pending is out of date
      -- in the statistics at all times, and no plan by them is a good one.
      UPDATE webhook_deliveries d SET next_try_at = ${until.toISOString()}::timestamptz
      WHERE ctid = ANY (ARRAY(SELECT ctid FROM which))
      RETURNING d.endpoint_id, d.event_id, d.workspace_id, d.tries, d.next_try_at
    )
    SELECT l.endpoint_id, l.event_id, l.workspace_id, l.tries, l.next_try_at, e.url, e.secret,
      CASE WHEN e.previous_secret_until > ${now.toISOString()}::timestamptz THEN e.previous_secret
        END AS previous_secret, e.failing_since,
      v.type, v.at, v.message_id, v.batch_id, v.reply_id, v.snapshot
    FROM leased l JOIN webhook_endpoints e ON e.id = l.endpoint_id
    JOIN webhook_events v ON v.id = l.event_id
    ORDER BY l.endpoint_id, l.event_id`;
}

export interface LeasedTryRow extends Record<string, unknown> {
  endpoint_id: string;
  event_id: string;
  workspace_id: string;
  tries: number;
  next_try_at: string;
  url: string;
  secret: string;
  previous_secret: string | null;
  failing_since: string | null;
  type: WebhookEventType;
  at: string;
  message_id: string | null;
  batch_id: string | null;
  reply_id: string | null;
  snapshot: Record<string, unknown>;
}

export function toLeasedTry(row: LeasedTryRow): LeasedTry {
  return {
    endpointId: row.endpoint_id,
    eventId: row.event_id,
    workspaceId: row.workspace_id,
    tries: row.tries,
    leasedUntil: new Date(row.next_try_at),
    url: row.url,
    secrets: [row.secret, row.previous_secret].filter((secret) => secret !== null),
    failingSince: row.failing_since === null ? null : new Date(row.failing_since),
    event: {
      type: row.type,
      at: new Date(row.at),
      messageId: row.message_id,
      batchId: row.batch_id,
      replyId: row.reply_id,
      snapshot: row.snapshot,
    },
  };
}

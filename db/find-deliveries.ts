import { sql } from 'drizzle-orm';
import type { WebhookDeliveryStatus, WebhookEventType } from '#domain/webhook';
import type { Queryable } from './connect.ts';

/** A delivery, with what it is of and its last attempts, the newest first. */
export interface DeliveryRecord {
  eventId: string;
  type: WebhookEventType;
  at: Date;
  status: WebhookDeliveryStatus;
  tries: number;
  statusCode: number | null;
  errorCode: string | null;
  nextTryAt: Date | null;
  deliveredAt: Date | null;
  attempts: AttemptRecord[];
}

export interface AttemptRecord {
  at: Date;
  tookMs: number;
  statusCode: number | null;
  errorCode: string | null;
}

export interface DeliveryFilter {
  endpointId: string;
  status?: WebhookDeliveryStatus | undefined;
  /** Only of events before this one. */
  before?: string | undefined;
  limit: number;
}

type DeliveryRow = Omit<DeliveryRecord, 'at' | 'nextTryAt' | 'deliveredAt' | 'attempts'> & {
  at: string;
  nextTryAt: string | null;
  deliveredAt: string | null;
  attempts: (Omit<AttemptRecord, 'at'> & { at: string })[];
};

const ATTEMPTS_SHOWN = 5;

/** The log of an endpoint, the newest event first. */
export async function findDeliveries(
  tx: Queryable,
  { endpointId, status, before, limit }: DeliveryFilter,
): Promise<DeliveryRecord[]> {
  // A word of our list, written out: as a parameter it would keep the partial indexes from use.
  const isAsked = status === undefined ? sql`true` : sql`d.status = ${sql.raw(`'${status}'`)}`;
  const isBefore = before === undefined ? sql`true` : sql`d.event_id < ${before}`;
  const rows = await tx.execute<DeliveryRow & Record<string, unknown>>(sql`
    SELECT d.event_id AS "eventId", e.type, e.at, d.status, d.tries,
      d.status_code AS "statusCode", d.error_code AS "errorCode", d.delivered_at AS "deliveredAt",
      CASE WHEN d.status = 'pending' THEN greatest(d.next_try_at, w.retry_at, d.created_at) END
        AS "nextTryAt",
      (SELECT coalesce(jsonb_agg(jsonb_build_object('at', a.at, 'tookMs', a.took_ms,
          'statusCode', a.status_code, 'errorCode', a.error_code) ORDER BY a.at DESC), '[]')
        FROM (SELECT * FROM webhook_attempts t
          WHERE t.endpoint_id = d.endpoint_id AND t.event_id = d.event_id
          ORDER BY t.at DESC LIMIT ${ATTEMPTS_SHOWN}) a) AS attempts
    FROM webhook_deliveries d JOIN webhook_events e ON e.id = d.event_id
    JOIN webhook_endpoints w ON w.id = d.endpoint_id
    WHERE d.endpoint_id = ${endpointId} AND ${isAsked} AND ${isBefore}
    ORDER BY d.event_id DESC LIMIT ${limit}`);
  return rows.map(toRecord);
}

function toRecord(row: DeliveryRow): DeliveryRecord {
  const { at, nextTryAt, deliveredAt, attempts, ...same } = row;
  return {
    ...same,
    at: new Date(at),
    nextTryAt: nextTryAt === null ? null : new Date(nextTryAt),
    deliveredAt: deliveredAt === null ? null : new Date(deliveredAt),
    attempts: attempts.map((attempt) => ({ ...attempt, at: new Date(attempt.at) })),
  };
}

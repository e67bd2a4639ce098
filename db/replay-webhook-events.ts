import { type SQL, sql } from 'drizzle-orm';
import type { WebhookEventType } from '#domain/webhook';
import type { Queryable } from './connect.ts';
import { eventIdAt, instantOfEvent } from './event-id-at.ts';

/** Which events are told again, and to whom. */
export interface Replay {
  endpointId: string;
  workspaceId: string;
  eventTypes: readonly WebhookEventType[];
  now: Date;
}

interface Portion {
  seen: number;
  lastId: string | null;
  replayed: number;
}

const PORTION = 5_000;
/** Of one call: it is one request and one transaction. */
const MOST_PORTIONS = 10;

/** Whether the workspace has kept an event of one of these types. */
export async function hasEvent(
  tx: Queryable,
  { workspaceId, eventTypes }: Pick<Replay, 'workspaceId' | 'eventTypes'>,
  eventId: string,
): Promise<boolean> {
  const rows = await tx.execute(sql`
    SELECT 1 FROM webhook_events
    WHERE workspace_id = ${workspaceId} AND id = ${eventId} AND ${isOneOf(eventTypes)}`);
  return rows.length > 0;
}

/** Has one event told again. @returns 0 when it is about to be told as it is. */
export async function replayEvent(tx: Queryable, replay: Replay, eventId: string): Promise<number> {
  return (await replayPortion(tx, replay, sql`id = ${eventId}`)).replayed;
}

export interface Replayed {
  /** Those that are about to be told as it is do not count. */
  replayed: number;
  /** There are more from this instant on, which were not looked at; empty: these were all. */
  truncatedAt: Date | null;
}

/**
 * Has events told again that were kept from one instant until another, both included: all, or the
 * oldest 50,000. A portion at a time: one statement for all could take longer than one may.
 */
export async function replayEvents(
  tx: Queryable,
  replay: Replay,
  { since, until }: { since: Date; until: Date | undefined },
): Promise<Replayed> {
  const isEarly = until && sql`id < ${eventIdAt(new Date(until.getTime() + 1))}`;
  let replayed = 0;
  let after = eventIdAt(since);
  for (let portions = 0; portions < MOST_PORTIONS; portions++) {
    const portion: Portion = await replayPortion(
      tx,
      replay,
      sql`id > ${after} AND ${isEarly ?? sql`true`}`,
    );
    replayed += portion.replayed;
    if (portion.seen < PORTION || portion.lastId === null) return { replayed, truncatedAt: null };
    after = portion.lastId;
  }
  return { replayed, truncatedAt: instantOfEvent(after) };
}

async function replayPortion(tx: Queryable, replay: Replay, condition: SQL): Promise<Portion> {
  const { endpointId, workspaceId, eventTypes } = replay;
  const now = sql`${replay.now.toISOString()}::timestamptz`;
  const rows = await tx.execute<Portion & Record<string, unknown>>(sql`
    WITH portion AS MATERIALIZED (
      SELECT id FROM webhook_events
      WHERE workspace_id = ${workspaceId} AND ${condition} AND ${isOneOf(eventTypes)}
      ORDER BY id LIMIT ${PORTION}
    ),
    asked AS (
      INSERT INTO webhook_deliveries
        (endpoint_id, event_id, workspace_id, next_try_at, created_at, updated_at)
      SELECT ${endpointId}, id, ${workspaceId}, '-infinity', ${now}, ${now} FROM portion ORDER BY id
      ON CONFLICT (endpoint_id, event_id) DO UPDATE SET status = 'pending', tries = 0,
        next_try_at = '-infinity', delivered_at = NULL, status_code = NULL, error_code = NULL,
        updated_at = ${now}
      WHERE webhook_deliveries.status <> 'pending'
      RETURNING 1
    )
    SELECT (SELECT count(*)::int FROM portion) AS seen, (SELECT max(id) FROM portion) AS "lastId",
      (SELECT count(*)::int FROM asked) AS replayed`);
  return rows[0] ?? { seen: 0, lastId: null, replayed: 0 };
}

function isOneOf(eventTypes: readonly WebhookEventType[]): SQL {
  return sql`type = ANY(${sql.param([...eventTypes])}::text[])`;
}

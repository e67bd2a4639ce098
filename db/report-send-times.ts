import { type SQL, sql } from 'drizzle-orm';
import type { SendTimeReason } from '#domain/send-time/decide-send-time';
import type { SendTimeWindow } from '#domain/send-time/send-time-windows';
import { timingReasons } from '#domain/timing';
import type { Queryable } from './connect.ts';

/** Which messages are looked at: those accepted from `since` until before `until`. */
export interface ReportSpan {
  workspaceId: string;
  since: Date;
  until: Date;
  /** `null`: all windows. */
  window: SendTimeWindow | null;
}

export interface DecisionCount {
  window: SendTimeWindow;
  reason: SendTimeReason;
  holdout: boolean;
  count: number;
}

/** Messages of one draw whose window is over, and how many of them were sent. */
export interface DrawnCount {
  share: number;
  holdout: boolean;
  drawn: number;
  sent: number;
}

/** Messages of one draw that had the time to be answered, and how many were. */
export interface OutcomeCount {
  holdout: boolean;
  within: '3h' | '24h' | '7d';
  messages: number;
  engaged: number;
}

/** Which of the drawn messages can be judged. */
export interface Drawn {
  now: Date;
  /** Of older ones what people did is forgotten. */
  retentionDays: number;
}

const DAY_MS = 86_400_000;

/** How many messages asked for optimization, by what was decided. */
export async function countDecisions(tx: Queryable, span: ReportSpan): Promise<DecisionCount[]> {
  const rows = await tx.execute<DecisionCount & Record<string, unknown>>(sql`
    SELECT timing_window AS "window",
      coalesce(send_time_decision->>'modelReason', timing_reason) AS reason,
      coalesce((send_time_decision->>'holdout')::boolean, false) AS holdout,
      count(*)::int AS count
    FROM messages WHERE ${isAsked(span)}
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`);
  return [...rows];
}

/** How many were drawn with each share, to be optimized or held out. */
export async function countDrawn(
  tx: Queryable,
  span: ReportSpan,
  drawn: Drawn,
): Promise<DrawnCount[]> {
  const rows = await tx.execute<DrawnCount & Record<string, unknown>>(sql`
    SELECT (send_time_decision->>'holdoutShare')::float8 AS share,
      (send_time_decision->>'holdout')::boolean AS holdout,
      count(*)::int AS drawn, count(sent_at)::int AS sent
    FROM messages WHERE ${isAsked(span)} AND ${isDrawn(drawn)}
    GROUP BY 1, 2 ORDER BY 1, 2`);
  return [...rows];
}

/**
 * How many of the optimized and of those held out were answered by people. Only messages drawn with
 * one share, and such as had their window and the time to answer behind them. All of them, so that
 * both had the same chance: of those that wait, more are canceled, and they answered nothing.
 */
export async function countOutcomes(
  tx: Queryable,
  span: ReportSpan,
  drawn: Drawn & { share: number },
): Promise<OutcomeCount[]> {
  const rows = await tx.execute<OutcomeCount & Record<string, unknown>>(sql`
    WITH drawn AS MATERIALIZED (
      SELECT id, sent_at, (send_time_decision->>'holdout')::boolean AS holdout,
        ${toInstant(drawn.now)} - greatest(
          created_at + timing_window::interval,
          CASE WHEN sent_at IS NULL THEN send_at ELSE sent_at END) AS age
      FROM messages
      WHERE ${isAsked(span)} AND ${isDrawn(drawn)}
        AND (send_time_decision->>'holdoutShare')::float8 = ${drawn.share}
    ),
    answered AS (
      SELECT d.holdout, d.age, min(e.at) - d.sent_at AS took
      FROM drawn d LEFT JOIN engagement_events e
        ON e.message_id = d.id AND NOT e.machine AND e.at >= d.sent_at
        -- Nobody reads a mail and clicks in it in less than a minute: the model's rule.
        AND (e.kind <> 'click' OR e.at >= d.sent_at + interval '1 minute')
      GROUP BY d.id, d.holdout, d.age, d.sent_at
    )
    SELECT a.holdout, h.within, count(*)::int AS messages,
      count(*) FILTER (WHERE a.took <= h.horizon)::int AS engaged
    FROM answered a
    JOIN (VALUES ('3h', interval '3 hours'), ('24h', interval '24 hours'), ('7d', interval '7 days'))
      AS h(within, horizon) ON a.age >= h.horizon
    GROUP BY 1, 2`);
  return [...rows];
}

/** What deleted contacts did is gone, as is what was done longer ago than it is kept. */
function isDrawn({ now, retentionDays }: Drawn): SQL {
  const keptSince = new Date(now.getTime() - retentionDays * DAY_MS);
  return sql`send_time_decision->>'modelReason' = 'optimized'
    AND (send_time_decision->>'holdoutShare')::float8 > 0
    AND created_at >= ${toInstant(keptSince)}
    AND created_at + timing_window::interval <= ${toInstant(now)}
    AND NOT EXISTS (SELECT FROM contacts c
      WHERE c.id = messages.contact_id AND c.deleted_at IS NOT NULL)`;
}

function toInstant(at: Date): SQL {
  return sql`${at.toISOString()}::timestamptz`;
}

function isAsked({ workspaceId, since, until, window }: ReportSpan): SQL {
  // Each reason is a range of the index; what is written out lets a plan for all parameters take it.
  const reasons = sql.raw(timingReasons.map((reason) => `'${reason}'`).join(', '));
  const ofWindow = window === null ? sql`` : sql` AND timing_window = ${window}`;
  return sql`workspace_id = ${workspaceId} AND timing_kind = 'optimized'
    AND timing_reason IN (${reasons})
    AND created_at >= ${since.toISOString()} AND created_at < ${until.toISOString()}${ofWindow}`;
}

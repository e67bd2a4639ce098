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

/** Messages of one kind that were sent and had the time to be answered, and were. */
export interface OutcomeCount {
  holdout: boolean;
  within: '3h' | '24h' | '7d';
  messages: number;
  engaged: number;
}

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

/**
 * How many of the optimized and of those held out were answered by people. Only messages that were
 * drawn, so that both had the same chance, and only such as had their window and the time to answer
 * behind them by `now`: else those that wait longest would be missing.
 */
export async function countOutcomes(
  tx: Queryable,
  span: ReportSpan,
  now: Date,
): Promise<OutcomeCount[]> {
  const rows = await tx.execute<OutcomeCount & Record<string, unknown>>(sql`
    WITH drawn AS MATERIALIZED (
      SELECT id, sent_at, (send_time_decision->>'holdout')::boolean AS holdout,
        ${now.toISOString()}::timestamptz - created_at - timing_window::interval AS age
      FROM messages
      WHERE ${isAsked(span)} AND sent_at IS NOT NULL
        AND send_time_decision->>'modelReason' = 'optimized'
        AND (send_time_decision->>'holdoutShare')::float8 > 0
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

function isAsked({ workspaceId, since, until, window }: ReportSpan): SQL {
  // Each reason is a range of the index; what is written out lets a plan for all parameters take it.
  const reasons = sql.raw(timingReasons.map((reason) => `'${reason}'`).join(', '));
  const ofWindow = window === null ? sql`` : sql` AND timing_window = ${window}`;
  return sql`workspace_id = ${workspaceId} AND timing_kind = 'optimized'
    AND timing_reason IN (${reasons})
    AND created_at >= ${since.toISOString()} AND created_at < ${until.toISOString()}${ofWindow}`;
}

import { eq, sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { type LearnedCurve, sendTimeCurves } from './schema/send-time-models.ts';

/** A workspace that has engagement events, or a curve. */
export interface CurveToJudge {
  workspaceId: string;
  retentionDays: number;
  /** Of the curve that is there; `null`: there is none. */
  paramsHash: string | null;
  /** Whether events are there that the curve does not know of. */
  hasNews: boolean;
}

/** The workspaces that may need a new curve. */
export async function findCurvesToJudge(db: Queryable): Promise<CurveToJudge[]> {
  const rows = await db.execute<CurveToJudge & Record<string, unknown>>(sql`
    SELECT w.id AS "workspaceId", w.engagement_retention_days AS "retentionDays",
      c.params_hash AS "paramsHash",
      c.learned_at IS NULL OR c.state <> 'fresh' OR EXISTS (
        SELECT FROM engagement_events e WHERE e.workspace_id = w.id
          AND (e.at AT TIME ZONE 'UTC')::date >= (c.learned_at AT TIME ZONE 'UTC')::date
          AND e.at > c.learned_at) AS "hasNews"
    FROM workspaces w LEFT JOIN send_time_curves c ON c.workspace_id = w.id
    WHERE c.workspace_id IS NOT NULL
      OR EXISTS (SELECT FROM engagement_events e WHERE e.workspace_id = w.id)
    ORDER BY w.id`);
  return [...rows];
}

/** Says that the workspace has events that its curve does not know of. */
export async function markCurveStale(tx: Queryable, workspaceId: string): Promise<void> {
  await tx.execute(sql`
    UPDATE send_time_curves SET state = 'stale'
    WHERE workspace_id = ${workspaceId} AND state <> 'stale'`);
}

/** What comes from now on makes it stale again, even while it is learned. */
export async function beginCurve(db: Queryable, workspaceId: string): Promise<void> {
  await db
    .update(sendTimeCurves)
    .set({ state: 'learning' })
    .where(eq(sendTimeCurves.workspaceId, workspaceId));
}

/** Puts a learned curve in the place of an older one. */
export async function storeCurve(
  db: Queryable,
  row: { workspaceId: string; curve: LearnedCurve | null; paramsHash: string; learnedAt: Date },
): Promise<void> {
  const { workspaceId: _, ...learned } = row;
  await db
    .insert(sendTimeCurves)
    .values(row)
    .onConflictDoUpdate({
      target: sendTimeCurves.workspaceId,
      set: {
        ...learned,
        state: sql`CASE ${sendTimeCurves.state} WHEN 'stale' THEN 'stale' ELSE 'fresh' END`,
      },
      setWhere: sql`${sendTimeCurves.learnedAt} <= excluded.learned_at`,
    });
}

import { sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { deleteInPortions } from './delete-in-portions.ts';
import { engagementDay } from './schema/engagement-events.ts';
import { workspaces } from './schema/workspaces.ts';
import { markCurveStale } from './send-time-curves.ts';

const DAY_MS = 86_400_000;

/** Forgets what recipients did longer ago than their workspace keeps it. */
export async function purgeEngagements(db: Queryable, now: Date): Promise<void> {
  const kept = await db
    .select({ id: workspaces.id, days: workspaces.engagementRetentionDays })
    .from(workspaces);
  for (const { id, days } of kept) {
    const before = sql`${new Date(now.getTime() - days * DAY_MS).toISOString()}::timestamptz`;
    const gone = await deleteInPortions(
      db,
      'engagement_events',
      sql`workspace_id = ${id} AND at < ${before}
        AND ${engagementDay} <= (${before} AT TIME ZONE 'UTC')::date`,
    );
    if (gone > 0) await markCurveStale(db, id);
  }
}

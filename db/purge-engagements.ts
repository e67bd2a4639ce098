import { sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { deleteInPortions } from './delete-in-portions.ts';
import { engagementDay } from './schema/engagement-events.ts';
import { workspaces } from './schema/workspaces.ts';
import { markCurvesStale } from './send-time-curves.ts';

const DAY_MS = 86_400_000;

/**
 * Forgets what recipients did longer ago than their workspace keeps it.
 *
 * @throws what failed first, when all other workspaces have had their turn
 */
export async function purgeEngagements(db: Queryable, now: Date): Promise<void> {
  const kept = await db
    .select({ id: workspaces.id, days: workspaces.engagementRetentionDays })
    .from(workspaces);
  const failures: unknown[] = [];
  for (const { id, days } of kept) {
    const before = new Date(now.getTime() - days * DAY_MS);
    await purgeOne(db, id, before).catch((error) => failures.push(error));
  }
  if (failures.length > 0) throw failures[0];
}

async function purgeOne(db: Queryable, workspaceId: string, before: Date): Promise<void> {
  const limit = sql`${before.toISOString()}::timestamptz`;
  const gone = await deleteInPortions(
    db,
    'engagement_events',
    sql`workspace_id = ${workspaceId} AND at < ${limit}
      AND ${engagementDay} <= (${limit} AT TIME ZONE 'UTC')::date`,
  );
  if (gone > 0) await markCurvesStale(db, [workspaceId]);
}

import { and, eq, sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { messages } from './schema/messages.ts';
import { sendTimeCurves, sendTimeModels } from './schema/send-time-models.ts';
import { workspaces } from './schema/workspaces.ts';

export type SendTimeModelRow = typeof sendTimeModels.$inferSelect;
export type SendTimeCurveRow = typeof sendTimeCurves.$inferSelect;

/** What a workspace decides send times with. */
export interface SendTimeSetup {
  /** The version that is promoted; `null`: what is shipped. */
  model: SendTimeModelRow | null;
  /** `null`: none was learned yet. */
  curve: SendTimeCurveRow | null;
}

/** The promoted version and the learned curve of a workspace. */
export async function findSendTimeSetup(
  tx: Queryable,
  workspaceId: string,
): Promise<SendTimeSetup> {
  const rows = await tx
    .select({ model: sendTimeModels, curve: sendTimeCurves })
    .from(workspaces)
    .leftJoin(
      sendTimeModels,
      and(
        eq(sendTimeModels.workspaceId, workspaces.id),
        eq(sendTimeModels.version, workspaces.sendTimeModelVersion),
      ),
    )
    .leftJoin(sendTimeCurves, eq(sendTimeCurves.workspaceId, workspaces.id))
    .where(eq(workspaces.id, workspaceId));
  return rows[0] ?? { model: null, curve: null };
}

/** Whether at least so many messages of a workspace were optimized. */
export async function hasOptimized(
  tx: Queryable,
  workspaceId: string,
  count: number,
): Promise<boolean> {
  const rows = await tx
    .select({ one: sql<number>`1` })
    .from(messages)
    // Written out: a plan that is made once for all parameters takes the partial index by it.
    .where(
      and(
        eq(messages.workspaceId, workspaceId),
        sql`timing_kind = 'optimized' AND timing_reason = 'optimized'`,
      ),
    )
    .offset(count - 1)
    .limit(1);
  return rows.length > 0;
}

import { and, eq, sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
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
  /** Whether enough messages were optimized that some are held out, to measure them by. */
  holdsOut: boolean;
}

/** From so many optimized messages on. */
const HOLDOUT_FROM = 200;

// Written out, so that a plan that is made once for all parameters takes the partial index, which
// is read so far and no farther.
const holdsOut = sql<boolean>`EXISTS (SELECT FROM messages m WHERE m.workspace_id = ${workspaces.id}
  AND m.timing_kind = 'optimized' AND m.timing_reason = 'optimized'
  OFFSET ${sql.raw(String(HOLDOUT_FROM - 1))} LIMIT 1)`;

/** The promoted version and the learned curve of a workspace, in one statement. */
export async function findSendTimeSetup(
  tx: Queryable,
  workspaceId: string,
): Promise<SendTimeSetup> {
  const rows = await tx
    .select({ model: sendTimeModels, curve: sendTimeCurves, holdsOut })
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
  return rows[0] ?? { model: null, curve: null, holdsOut: false };
}

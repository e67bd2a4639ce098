import { and, desc, eq, sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import type { SendTimeModelRow } from './find-send-time-setup.ts';
import { sendTimeModels } from './schema/send-time-models.ts';
import { workspaces } from './schema/workspaces.ts';

/** A workspace's versions, newest first. */
export async function findSendTimeModels(
  tx: Queryable,
  workspaceId: string,
): Promise<SendTimeModelRow[]> {
  return tx
    .select()
    .from(sendTimeModels)
    .where(eq(sendTimeModels.workspaceId, workspaceId))
    .orderBy(desc(sendTimeModels.version));
}

/** One of a workspace's versions. */
export async function findSendTimeModel(
  tx: Queryable,
  workspaceId: string,
  version: number,
): Promise<SendTimeModelRow | null> {
  const rows = await tx
    .select()
    .from(sendTimeModels)
    .where(and(eq(sendTimeModels.workspaceId, workspaceId), eq(sendTimeModels.version, version)));
  return rows[0] ?? null;
}

/** Keeps a version, with the next number. The caller holds the workspace: numbers take turns. */
export async function insertSendTimeModel(
  tx: Queryable,
  row: Omit<typeof sendTimeModels.$inferInsert, 'version'>,
): Promise<SendTimeModelRow> {
  const next = sql<number>`(SELECT coalesce(max(version), 0) + 1 FROM send_time_models
    WHERE workspace_id = ${row.workspaceId})`;
  const [inserted] = await tx
    .insert(sendTimeModels)
    .values({ ...row, version: next })
    .returning();
  if (!inserted) throw new Error('the insert of a model returned no row');
  return inserted;
}

/** Lets a version decide from now on; `null`: what is shipped. The caller holds the workspace. */
export async function setSendTimeModel(
  tx: Queryable,
  workspaceId: string,
  { version, now }: { version: number | null; now: Date },
): Promise<void> {
  await tx
    .update(workspaces)
    .set({ sendTimeModelVersion: version })
    .where(eq(workspaces.id, workspaceId));
  if (version === null) return;
  await tx
    .update(sendTimeModels)
    .set({ promotedAt: now })
    .where(and(eq(sendTimeModels.workspaceId, workspaceId), eq(sendTimeModels.version, version)));
}

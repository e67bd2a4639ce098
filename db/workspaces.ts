import { and, asc, eq, sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import type { WorkspaceRow } from './find-workspace.ts';
import { workspaces } from './schema/workspaces.ts';

type Changeable =
  | 'name'
  | 'defaultCountry'
  | 'defaultTimeZone'
  | 'unlockOptimized'
  | 'imessageFallbackSeconds'
  | 'unsubscribeHeaders'
  | 'rerenderOnContactChange'
  | 'engagementRetentionDays'
  | 'holdoutShare'
  | 'quietHours';
/** What is left out, or undefined, stays. */
export type WorkspaceChange = { [K in Changeable]?: WorkspaceRow[K] | undefined };

/** Adds a tenant; only the owner may. */
export async function insertWorkspace(
  tx: Queryable,
  row: typeof workspaces.$inferInsert,
): Promise<void> {
  await tx.insert(workspaces).values(row);
}

/** The oldest workspace; `null` in a new database. */
export async function findFirstWorkspaceId(tx: Queryable): Promise<string | null> {
  const rows = await tx
    .select({ id: workspaces.id })
    .from(workspaces)
    .orderBy(asc(workspaces.id))
    .limit(1);
  return rows[0]?.id ?? null;
}

/** Workspaces by their ids and names, oldest first. */
export async function findWorkspaceNames(
  tx: Queryable,
  limit: number,
): Promise<{ id: string; name: string }[]> {
  return tx
    .select({ id: workspaces.id, name: workspaces.name })
    .from(workspaces)
    .orderBy(asc(workspaces.id))
    .limit(limit);
}

/** Changes the settings; `null` when `ifMatch` is given and not the row's version. */
export async function updateWorkspace(
  tx: Queryable,
  id: string,
  change: WorkspaceChange,
  at: { now: Date; ifMatch: number | null },
): Promise<WorkspaceRow | null> {
  const rows = await tx
    .update(workspaces)
    .set({ ...change, version: sql`${workspaces.version} + 1`, updatedAt: at.now })
    .where(
      and(
        eq(workspaces.id, id),
        at.ifMatch === null ? undefined : eq(workspaces.version, at.ifMatch),
      ),
    )
    .returning();
  return rows[0] ?? null;
}

/**
 * Makes changes that no constraint can order take turns: those of one workspace wait for each
 * other until the transaction ends. New messages do not wait.
 */
export async function lockWorkspace(tx: Queryable, id: string): Promise<void> {
  await tx
    .select({ id: workspaces.id })
    .from(workspaces)
    .where(eq(workspaces.id, id))
    .for('no key update');
}

// Any number that nobody else locks: 'first' read as base 36.
const FIRST_START_LOCK = 25_921_469;

/** Makes processes that start at once take turns, until the transaction ends. */
export async function lockFirstStart(tx: Queryable): Promise<void> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(${FIRST_START_LOCK})`);
}

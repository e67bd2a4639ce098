import { eq } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { workspaces } from './schema/workspaces.ts';

export type WorkspaceRow = typeof workspaces.$inferSelect;

/** The workspace's row. @throws when it is not there: a scope always has one. */
export async function findWorkspace(tx: Queryable, id: string): Promise<WorkspaceRow> {
  const rows = await tx.select().from(workspaces).where(eq(workspaces.id, id));
  const row = rows[0];
  if (!row) throw new Error(`workspace ${id} is not there`);
  return row;
}

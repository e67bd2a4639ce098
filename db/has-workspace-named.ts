import { eq } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { workspaces } from './schema/workspaces.ts';

/** Whether a tenant has exactly this name; only the owner sees all of them. */
export async function hasWorkspaceNamed(tx: Queryable, name: string): Promise<boolean> {
  const rows = await tx
    .select({ id: workspaces.id })
    .from(workspaces)
    .where(eq(workspaces.name, name))
    .limit(1);
  return rows.length > 0;
}

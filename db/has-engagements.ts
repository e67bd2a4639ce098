import { sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';

/** Whether a workspace has any engagement events. */
export async function hasEngagements(db: Queryable, workspaceId: string): Promise<boolean> {
  const [row] = await db.execute<{ is: boolean }>(sql`
    SELECT EXISTS (SELECT FROM engagement_events WHERE workspace_id = ${workspaceId}) AS is`);
  return row?.is ?? false;
}

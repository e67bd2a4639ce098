import { sql } from 'drizzle-orm';
import type { Queryable } from '../connect.ts';

/**
 * Endpoints that need a workflow, as far as their rows tell, in the order of their ids: those that
 * are paused, those with something to be told again, and those disabled with something to give up.
 */
export async function findRetrying(db: Queryable, after: string, limit: number): Promise<string[]> {
  const rows = await db.execute<{ id: string }>(sql`
    SELECT id FROM webhook_endpoints e
    WHERE id > ${after} AND deleted_at IS NULL AND revision = relayed_revision
      AND CASE WHEN status = 'active' THEN retry_at IS NOT NULL OR EXISTS (
          SELECT FROM webhook_deliveries WHERE endpoint_id = e.id AND status = 'pending' AND tries > 0)
        ELSE disabled_reason <> 'requested' AND EXISTS (
          SELECT FROM webhook_deliveries WHERE endpoint_id = e.id AND status = 'pending') END
    ORDER BY id LIMIT ${limit}`);
  return rows.map(({ id }) => id);
}

import { sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';

export interface EngagedContact {
  id: string;
  timeZone: string;
}

/** Some 30 ms of work each. */
const PORTION = 2_000;

/**
 * A workspace's contacts whose zone is known and who did anything, themselves or at an address
 * before they were contacts; some thousand are looked at with each statement.
 */
export async function* findEngagedContacts(
  db: Queryable,
  workspaceId: string,
): AsyncGenerator<EngagedContact[]> {
  let after = '';
  for (;;) {
    const rows = await db.execute<{ id: string; zone: string | null }>(sql`
      SELECT c.id, CASE WHEN EXISTS (SELECT FROM engagement_events e
            WHERE e.workspace_id = c.workspace_id AND e.contact_id = c.id)
          OR EXISTS (SELECT FROM contact_addresses a JOIN engagement_events e
              ON e.workspace_id = a.workspace_id AND e.address = a.address
            WHERE a.contact_id = c.id)
        THEN c.time_zone END AS zone
      FROM (
        SELECT id, workspace_id, time_zone FROM contacts
        WHERE workspace_id = ${workspaceId} AND id > ${after} AND deleted_at IS NULL
        ORDER BY id LIMIT ${PORTION}) c
      ORDER BY c.id`);
    yield rows.flatMap(({ id, zone }) => (zone === null ? [] : [{ id, timeZone: zone }]));
    after = rows.at(-1)?.id ?? '';
    if (rows.length < PORTION) return;
  }
}

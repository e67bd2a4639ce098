import { sql } from 'drizzle-orm';
import type { Queryable } from '../connect.ts';

/** Which of these messages may be with their recipient, though nobody has reported it yet. */
export async function findUndelivered(
  tx: Queryable,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await tx.execute<{ id: string }>(sql`
    SELECT id FROM messages WHERE id = ANY(${sql.param([...ids])}::text[])
      AND (status IN ('sending', 'sent', 'unknown')
        -- It waits for another attempt, and the last one arrived.
        OR (status = 'scheduled' AND attempt_count > 0))`);
  return new Set(rows.map(({ id }) => id));
}

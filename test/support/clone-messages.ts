import { noteForRelay } from '#db/outbox';
import type { TestSystem } from './test-system.ts';

/**
 * Makes a crowd: `count` copies of a message that was just scheduled, each with an id of its own
 * and a note for the relay. Scheduling each by its verb would take longer than what is tested.
 *
 * @returns the ids of the copies.
 */
export async function cloneMessages(
  { core }: TestSystem,
  id: string,
  count: number,
): Promise<string[]> {
  const { sql, db } = core.connection;
  const columns = await sql<{ name: string }[]>`
    SELECT column_name AS name FROM information_schema.columns
    WHERE table_name = 'messages' AND is_generated = 'NEVER' AND column_name <> 'id'`;
  const others = columns.map((column) => `"${column.name}"`).join(', ');
  const rows = await sql.unsafe<{ id: string }[]>(
    `INSERT INTO messages (id, ${others})
      SELECT 'msg_' || gen_random_uuid(), ${others} FROM messages, generate_series(1, ${count})
      WHERE id = $1 RETURNING id`,
    [id],
  );
  const ids = rows.map((row) => row.id);
  await noteForRelay(db, ids, 'new');
  return ids;
}

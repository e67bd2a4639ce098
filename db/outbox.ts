import { sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';

/**
 * Notes, in the transaction of the change, that these messages' workflows have to be looked at.
 * A relay that is looking at an older state just now will not delete the note.
 *
 * @param workflow `new` when there is none yet, or none any more.
 */
export async function noteForRelay(
  tx: Queryable,
  messageIds: readonly string[],
  workflow: 'new' | 'known' = 'known',
): Promise<void> {
  if (messageIds.length === 0) return;
  // In one order everywhere, so that two of these never wait for each other.
  await tx.execute(sql`
    INSERT INTO outbox (message_id, workspace_id, is_new, due_at, available_at)
    SELECT id, workspace_id, ${workflow === 'new'}, due_at, '-infinity' FROM messages
    WHERE id = ANY(${sql.param(messageIds)}::text[]) ORDER BY id
    ON CONFLICT (message_id) DO UPDATE
      SET revision = outbox.revision + 1, is_new = outbox.is_new OR excluded.is_new, due_at = excluded.due_at, available_at = '-infinity', tries = 0`);
}

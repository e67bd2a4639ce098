import { sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';

/**
 * Which of these contacts are there; they stay so until the transaction ends, as with
 * `lockContact`. For thousands of whom no more is asked.
 */
export async function holdContacts(tx: Queryable, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await tx.execute<{ id: string }>(sql`
    SELECT id FROM contacts WHERE id = ANY(${sql.param([...ids])}::text[]) AND deleted_at IS NULL
    ORDER BY id FOR NO KEY UPDATE`);
  return new Set(rows.map(({ id }) => id));
}

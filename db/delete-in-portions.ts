import { type SQL, sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';

const PORTION = 5_000;

/**
 * Deletes all rows of a table that fit: one statement for all could take longer than one may.
 *
 * @returns how many there were
 */
export async function deleteInPortions(
  db: Queryable,
  table: string,
  condition: SQL,
): Promise<number> {
  const from = sql.identifier(table);
  for (let total = 0; ; ) {
    const gone = await db.execute(sql`
      DELETE FROM ${from} WHERE ctid IN (
        SELECT ctid FROM ${from} WHERE ${condition} LIMIT ${PORTION}) RETURNING 1`);
    total += gone.length;
    if (gone.length < PORTION) return total;
  }
}

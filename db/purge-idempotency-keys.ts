import { sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { deleteInPortions } from './delete-in-portions.ts';

/** Forgets answers that nobody may ask for again. */
export async function purgeIdempotencyKeys(db: Queryable, now: Date): Promise<void> {
  const isOver = sql`expires_at < ${now.toISOString()}::timestamptz`;
  await deleteInPortions(db, 'idempotency_keys', isOver);
}

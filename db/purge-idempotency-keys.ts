import { sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';

const PORTION = 5_000;

/** Forgets answers that nobody may ask for again. */
export async function purgeIdempotencyKeys(db: Queryable, now: Date): Promise<void> {
  for (;;) {
    // In portions: one statement for all could take longer than a statement may.
    const gone = await db.execute(sql`
      DELETE FROM idempotency_keys WHERE ctid IN (
        SELECT ctid FROM idempotency_keys WHERE expires_at < ${now.toISOString()}::timestamptz
        LIMIT ${PORTION}) RETURNING 1`);
    if (gone.length < PORTION) return;
  }
}

import { sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';

const PORTION = 10_000;

/** Forgets that these reports came: they are older than any repetition. */
export async function purgeReceipts(db: Queryable, receivedBefore: Date): Promise<void> {
  for (;;) {
    // In portions: one statement for all could take longer than a statement may.
    const gone = await db.execute(sql`
      DELETE FROM receipts WHERE ctid IN (
        SELECT ctid FROM receipts WHERE received_at < ${receivedBefore.toISOString()}::timestamptz
        LIMIT ${PORTION}) RETURNING 1`);
    if (gone.length < PORTION) return;
  }
}

import { sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { deleteInPortions } from './delete-in-portions.ts';

/** Forgets that these reports came: they are older than any repetition. */
export async function purgeReceipts(db: Queryable, receivedBefore: Date): Promise<void> {
  const before = sql`received_at < ${receivedBefore.toISOString()}::timestamptz`;
  await deleteInPortions(db, 'receipts', before);
}

import type { Queryable } from './connect.ts';
import { receipts } from './schema/receipts.ts';

/** Remembers a report. @returns false when it had come before. */
export async function insertReceipt(
  tx: Queryable,
  receipt: typeof receipts.$inferInsert,
): Promise<boolean> {
  const rows = await tx.insert(receipts).values(receipt).onConflictDoNothing().returning();
  return rows.length > 0;
}

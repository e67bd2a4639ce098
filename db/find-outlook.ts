import { sql } from 'drizzle-orm';
import type { BatchOutlook } from '#domain/next-look';
import { alongIndexes, type IndexReader } from './along-indexes.ts';
import { isPending } from './batches.ts';

interface OutlookRow extends Record<string, unknown> {
  has_pending: boolean;
  is_in_hand: boolean;
  last_due_at: string | null;
  next_item_at: string | null;
}

/**
 * What may still come of a batch's messages: a few steps in indexes, however many messages there
 * are. @param handOverAfter items due until then were seen to.
 */
export async function findOutlook(
  db: IndexReader,
  batchId: string,
  handOverAfter: Date,
): Promise<Pick<BatchOutlook, 'hasPending' | 'isInHand' | 'lastDueAt' | 'nextItemAt'>> {
  const pending = sql`FROM messages WHERE batch_id = ${batchId} AND ${isPending}`;
  const [row] = await alongIndexes(db, (tx) =>
    tx.execute<OutlookRow>(sql`SELECT EXISTS (SELECT ${pending}) AS has_pending,
      -- In the index of what is in hand, whosever: among the batch's, all would be read to find none.
      EXISTS (SELECT FROM (
        SELECT batch_id FROM messages WHERE status = 'sending' ORDER BY claimed_at OFFSET 0
      ) in_hand WHERE batch_id = ${batchId}) AS is_in_hand,
      (SELECT due_at ${pending} ORDER BY due_at DESC LIMIT 1) AS last_due_at,
      (SELECT due_at ${pending} AND status = 'scheduled' AND by_batch
        AND due_at >= ${handOverAfter.toISOString()}::timestamptz ORDER BY due_at LIMIT 1) AS next_item_at`),
  );
  return {
    hasPending: row?.has_pending ?? false,
    isInHand: row?.is_in_hand ?? false,
    lastDueAt: row?.last_due_at ? new Date(row.last_due_at) : null,
    nextItemAt: row?.next_item_at ? new Date(row.next_item_at) : null,
  };
}

import { sql } from 'drizzle-orm';
import type { BatchOutlook } from '#domain/next-look';
import { alongIndexes } from './along-indexes.ts';
import { type BatchRow, isPending } from './batches.ts';
import type { Database } from './connect.ts';

interface OutlookRow extends Record<string, unknown> {
  has_pending: boolean;
  is_in_hand: boolean;
  last_due_at: string | null;
  next_item_at: string | null;
}

/**
 * What may still come of a batch's messages: a few steps in indexes, however many messages there
 * are, unless it is paused. @param handOverAfter items due until then were seen to.
 */
export async function findOutlook(
  db: Database,
  { id, status }: Pick<BatchRow, 'id' | 'status'>,
  handOverAfter: Date,
): Promise<Pick<BatchOutlook, 'hasPending' | 'isInHand' | 'lastDueAt' | 'nextItemAt'>> {
  const pending = sql`FROM messages WHERE batch_id = ${id} AND ${isPending}`;
  const [row] = await alongIndexes(db, (tx) =>
    tx.execute<OutlookRow>(sql`SELECT EXISTS (SELECT ${pending}) AS has_pending,
      -- It matters to a paused batch alone, of which all may be read to find none.
      ${status === 'paused'} AND EXISTS (SELECT ${pending} AND status = 'sending') AS is_in_hand,
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

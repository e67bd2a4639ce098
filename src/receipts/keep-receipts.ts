import type { Queryable } from '#db/connect';
import { applyReceipts } from '#db/messages/apply-receipts';
import { noteForRelay } from '#db/outbox';
import type { Receipt } from '#domain/receipt';

/** Keeps what providers reported, and lets the workflows go that waited for it. */
export async function keepReceipts(
  tx: Queryable,
  receipts: readonly Receipt[],
  now: Date,
): Promise<void> {
  const { arrived } = await applyReceipts(tx, receipts, now);
  await noteForRelay(tx, arrived);
}

import type { Database } from '#db/connect';
import { applyReceipts } from '#db/messages/apply-receipts';
import type { Receipt } from '#domain/receipt';

/**
 * Keeps what a provider reported: once it returns, nothing of it can be lost. Runs as the owner:
 * the message tells the workspace.
 */
export async function recordReceipts(
  db: Database,
  receipts: readonly Receipt[],
  now: Date,
): Promise<void> {
  await applyReceipts(db, receipts, now);
}

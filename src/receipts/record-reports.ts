import type { Database } from '#db/connect';
import { applyReceipts } from '#db/messages/apply-receipts';
import type { VendorReports } from '#domain/receipt';
import { applyConsent } from './apply-consent.ts';
import { applyReply } from './apply-reply.ts';

/**
 * Keeps what a provider reported, and does what follows from it, in one transaction: once it
 * returns, nothing of it can be lost. Runs as the owner: messages and senders tell the workspace.
 */
export async function recordReports(
  db: Database,
  { receipts, consents, replies }: VendorReports,
  now: Date,
): Promise<void> {
  await db.transaction(async (tx) => {
    await applyReceipts(tx, receipts, now);
    for (const consent of consents) await applyConsent(tx, consent, now);
    for (const reply of replies) await applyReply(tx, reply, now);
  });
}

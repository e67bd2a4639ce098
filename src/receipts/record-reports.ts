import type { Database } from '#db/connect';
import { keepBridgeId } from '#db/messages/keep-bridge-id';
import type { VendorReports } from '#domain/receipt';
import { applyConsent } from './apply-consent.ts';
import { applyEngagements } from './apply-engagements.ts';
import { applyReply } from './apply-reply.ts';
import { keepReceipts } from './keep-receipts.ts';

/**
 * Keeps what a provider reported, and does what follows from it: once it returns, nothing of it can
 * be lost. Each in a transaction of its own, so that two requests about the same addresses never
 * wait for each other; one that fails is told again by the vendor, and what was done counts once.
 * Runs as the owner: messages and senders tell the workspace.
 */
export async function recordReports(
  db: Database,
  { handles, receipts, consents, replies, engagements }: VendorReports,
  now: Date,
): Promise<void> {
  for (const handle of handles) await keepBridgeId(db, handle);
  await keepReceipts(db, receipts, now);
  await applyEngagements(db, engagements, now);
  for (const consent of consents) await db.transaction((tx) => applyConsent(tx, consent, now));
  for (const reply of replies) await db.transaction((tx) => applyReply(tx, reply, now));
}

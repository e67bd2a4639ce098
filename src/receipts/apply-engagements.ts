import type { Queryable } from '#db/connect';
import { insertEngagements } from '#db/engagement-events';
import { findWorkspacesOfMessages } from '#db/find-workspaces-of-messages';
import { applyReceipts } from '#db/messages/apply-receipts';
import { findUndelivered } from '#db/messages/find-undelivered';
import { markCurvesStale } from '#db/send-time-curves';
import type { EngagementReport } from '#domain/engagement';
import type { Receipt } from '#domain/receipt';

/**
 * Keeps what recipients did with messages (O1), and moves those to `delivered` of which nobody
 * reported that yet: whoever opens a mail has it.
 */
export async function applyEngagements(
  tx: Queryable,
  engagements: readonly EngagementReport[],
  now: Date,
): Promise<void> {
  if (engagements.length === 0) return;
  await applyReceipts(tx, await findProofs(tx, engagements), now);
  await insertEngagements(tx, engagements, now);
  // Also where all were there before: whoever brought them may have died before this.
  const messageIds = engagements.map(({ messageId }) => messageId);
  await markCurvesStale(tx, await findWorkspacesOfMessages(tx, messageIds));
}

/**
 * A machine's open proves as much: only the recipient's side has what can be opened. One that was
 * refused, `undelivered` or `failed`, stays so: scanners look at mail that they then bounce.
 */
async function findProofs(
  tx: Queryable,
  engagements: readonly EngagementReport[],
): Promise<Receipt[]> {
  const undelivered = await findUndelivered(
    tx,
    engagements.map(({ messageId }) => messageId),
  );
  const first = new Map<string, EngagementReport>();
  for (const report of engagements) {
    const known = first.get(report.messageId);
    if (!known || isBefore(report, known)) first.set(report.messageId, report);
  }
  return [...first.values()]
    .filter(({ messageId }) => undelivered.has(messageId))
    .map(({ vendor, eventId, messageId, at }) => ({
      vendor,
      dedupeKey: `${eventId} proof`,
      messageId,
      providerMessageId: null,
      status: 'delivered',
      code: null,
      at,
    }));
}

function isBefore(one: EngagementReport, other: EngagementReport): boolean {
  return one.at !== null && (other.at === null || one.at < other.at);
}

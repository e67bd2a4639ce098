import type { Queryable } from '#db/connect';
import { findConsentSubject } from '#db/find-consent-subject';
import { insertReceipt } from '#db/insert-receipt';
import type { ConsentChange } from '#domain/receipt';
import { applySuppression } from '#suppressions/apply-suppression';

/** Does what a recipient wished, as a provider tells it. What was told before changes nothing. */
export async function applyConsent(tx: Queryable, change: ConsentChange, now: Date): Promise<void> {
  const subject = await findConsentSubject(tx, change);
  if (!subject) return;
  const { vendor, dedupeKey, reason } = change;
  const { workspaceId } = subject;
  if (!(await insertReceipt(tx, { vendor, dedupeKey, workspaceId, receivedAt: now }))) return;
  await applySuppression(tx, subject, reason, now);
}

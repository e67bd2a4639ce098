import type { Queryable } from '#db/connect';
import { findConsentSubject } from '#db/find-consent-subject';
import { insertReceipt } from '#db/insert-receipt';
import { cancelRecipientRows } from '#db/messages/cancel-messages';
import { insertSuppression, liftSuppression } from '#db/suppressions';
import type { ConsentChange } from '#domain/receipt';
import { isOptOut } from '#domain/suppression';

/**
 * Does what a recipient wished (C6): from then on nothing more goes to the address, and what is
 * pending for it is canceled, with or without a contact; or messages may go again. A wish that was
 * told before changes nothing.
 */
export async function applyConsent(tx: Queryable, change: ConsentChange, now: Date): Promise<void> {
  const subject = await findConsentSubject(tx, change);
  if (!subject) return;
  const { vendor, dedupeKey, reason } = change;
  const { workspaceId } = subject;
  if (!(await insertReceipt(tx, { vendor, dedupeKey, workspaceId, receivedAt: now }))) return;
  if (reason === null) return liftSuppression(tx, subject);
  await insertSuppression(tx, subject, reason, now);
  if (isOptOut(reason)) await cancelRecipientRows(tx, subject, 'opted_out', now);
}

import type { Queryable } from '#db/connect';
import { cancelRecipientRows } from '#db/messages/cancel-messages';
import { insertSuppression, liftSuppression, type SuppressedAddress } from '#db/suppressions';
import { isOptOut, type SuppressionReason } from '#domain/suppression';

/**
 * Suppresses an address (C6), whoever asks for it: from then on nothing more goes there, and what
 * is pending is canceled, unless the address bounced, with or without a contact. Without a reason,
 * messages may go again, where that is the recipient's to say.
 *
 * @returns how many messages were canceled.
 */
export async function applySuppression(
  tx: Queryable,
  subject: SuppressedAddress,
  reason: SuppressionReason | null,
  now: Date,
): Promise<number> {
  if (reason === null) {
    await liftSuppression(tx, subject);
    return 0;
  }
  await insertSuppression(tx, subject, reason, now);
  if (!isOptOut(reason)) return 0;
  return (await cancelRecipientRows(tx, subject, 'opted_out', now)).length;
}

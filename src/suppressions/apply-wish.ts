import type { Queryable } from '#db/connect';
import { cancelRecipientRows } from '#db/messages/cancel-messages';
import { insertSuppression, liftSuppression, type SuppressedAddress } from '#db/suppressions';
import { isOptOut, type SuppressionReason } from '#domain/suppression';

/**
 * Does what is wished for an address (C6): from then on nothing more goes there, and what is
 * pending is canceled, with or without a contact; or, without a reason, messages may go again.
 *
 * @returns how many messages were canceled.
 */
export async function applyWish(
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

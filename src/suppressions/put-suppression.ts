import type { Scope } from '#db/scope';
import { findSuppressionRow } from '#db/suppressions';
import type { SuppressionReason } from '#domain/suppression';
import { applySuppression } from './apply-suppression.ts';
import { type NamedAddress, parseSuppressed } from './parse-suppressed.ts';
import { type SuppressionView, toSuppressionView } from './suppression-view.ts';

/** A suppression, and what it ended. */
export interface PutSuppression extends SuppressionView {
  canceledMessages: number;
}

/**
 * Suppresses an address (C6): nothing more goes there, and what is pending is canceled, unless the
 * address bounced. Again it is the same suppression. A reason that is not the recipient's to lift
 * takes the place of a wish, and never the other way round.
 *
 * @throws AppError `validation_failed`
 */
export async function putSuppression(
  scope: Scope,
  named: NamedAddress,
  reason: SuppressionReason,
): Promise<PutSuppression> {
  const subject = await parseSuppressed(scope, named);
  const canceledMessages = await applySuppression(scope.tx, subject, reason, scope.now);
  // The insert holds the row, whether it was there or not.
  const row = await findSuppressionRow(scope.tx, subject);
  if (!row) throw new Error('the suppression just made is not there');
  return { ...toSuppressionView(row), canceledMessages };
}

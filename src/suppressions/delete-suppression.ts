import type { Scope } from '#db/scope';
import { deleteSuppressionRow } from '#db/suppressions';
import { AppError } from '#domain/errors';
import { type NamedAddress, parseSuppressed } from './parse-suppressed.ts';

/**
 * Takes a suppression away, whatever its reason: messages may go to the address again. What it
 * canceled stays canceled.
 *
 * @throws AppError `validation_failed`, `not_found`
 */
export async function deleteSuppression(scope: Scope, named: NamedAddress): Promise<void> {
  const subject = await parseSuppressed(scope, named);
  if (await deleteSuppressionRow(scope.tx, subject)) return;
  throw new AppError('not_found', 'the address is not suppressed on this channel');
}

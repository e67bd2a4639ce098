import { findWorkspace } from '#db/find-workspace';
import type { Scope } from '#db/scope';
import { validationFailed } from '#domain/errors';
import { parsePhone } from '#domain/recipient';

/**
 * Reads the phone number of a query as the workspace does, with its default country.
 *
 * @returns E.164.
 * @throws AppError `validation_failed`
 */
export async function parseNumber(scope: Scope, to: string): Promise<string> {
  const { defaultCountry } = await findWorkspace(scope.tx, scope.workspaceId);
  const number = parsePhone(to, defaultCountry);
  if (number !== null) return number;
  throw validationFailed([{ pointer: '/query/to', detail: 'to must be a phone number' }]);
}

import { findWorkspace } from '#db/find-workspace';
import type { Scope } from '#db/scope';
import { parseEmail, parsePhone } from '#domain/recipient';

/**
 * Reads the address of a filter, of any channel, as it is kept: E.164, or an email address. What
 * is no address is left as it is, and matches nothing.
 */
export async function readAddress(scope: Scope, written: string): Promise<string> {
  const { defaultCountry } = await findWorkspace(scope.tx, scope.workspaceId);
  return parseEmail(written) ?? parsePhone(written, defaultCountry) ?? written;
}

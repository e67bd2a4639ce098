import type { ContactAddressRow } from '#db/find-contact';
import { findWorkspace } from '#db/find-workspace';
import type { Scope } from '#db/scope';
import { hasUser } from '#db/users';
import { type Problem, validationFailed } from '#domain/errors';
import type { ZoneRules } from '#domain/time-zone';
import type { ContactChanges, ContactDeps } from './contact-input.ts';
import { type ParsedAddress, parseEmails, parsePhones } from './parse-addresses.ts';

/** The addresses that were given, parsed; a list that was left out stays left out. */
export interface CheckedAddresses {
  phones: ParsedAddress[] | undefined;
  emails: ParsedAddress[] | undefined;
}

/**
 * Checks what only the workspace can tell of a contact's fields.
 *
 * @throws AppError `validation_failed`, with every problem at once
 */
export async function checkContact(
  deps: ContactDeps,
  scope: Scope,
  input: ContactChanges,
): Promise<CheckedAddresses> {
  const workspace = await findWorkspace(scope.tx, scope.workspaceId);
  const phones = input.phones && parsePhones(input.phones, workspace.defaultCountry);
  const emails = input.emails && parseEmails(input.emails);
  const problems = [
    ...(phones?.problems ?? []),
    ...(emails?.problems ?? []),
    ...zoneProblems(deps.zoneRules, input.timeZone),
    ...(await ownerProblems(scope, input.ownerId)),
  ];
  if (problems.length > 0) throw validationFailed(problems);
  return { phones: phones?.addresses, emails: emails?.addresses };
}

/** The rows that a contact's parsed addresses make. */
export function toAddressRows(
  scope: Scope,
  contactId: string,
  kind: ContactAddressRow['kind'],
  addresses: readonly ParsedAddress[],
): ContactAddressRow[] {
  const { workspaceId } = scope;
  return addresses.map((parsed, position) => ({
    ...parsed,
    workspaceId,
    contactId,
    kind,
    position,
  }));
}

function zoneProblems(zoneRules: ZoneRules, timeZone: string | null | undefined): Problem[] {
  if (timeZone === undefined || timeZone === null || zoneRules.has(timeZone)) return [];
  const detail = 'timeZone must be the name of an IANA time zone, such as Europe/Vienna';
  return [{ pointer: '/timeZone', detail }];
}

async function ownerProblems(scope: Scope, ownerId: string | null | undefined): Promise<Problem[]> {
  if (ownerId === undefined || ownerId === null || (await hasUser(scope.tx, ownerId))) return [];
  return [{ pointer: '/ownerId', detail: 'ownerId must be a user of this workspace' }];
}

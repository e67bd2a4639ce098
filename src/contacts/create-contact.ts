import { insertContact, replaceContactAddresses } from '#db/contacts';
import { newId } from '#db/new-id';
import type { Scope } from '#db/scope';
import { checkContact, toAddressRows } from './check-contact.ts';
import type { ContactDeps, ContactInput } from './contact-input.ts';
import { type ContactView, toContactView } from './contact-view.ts';

/**
 * Adds a contact.
 *
 * @throws AppError `validation_failed`
 */
export async function createContact(
  deps: ContactDeps,
  scope: Scope,
  input: ContactInput,
): Promise<ContactView> {
  const checked = await checkContact(deps, scope, input);
  const row = await insertContact(scope.tx, {
    id: newId('con'),
    workspaceId: scope.workspaceId,
    name: input.name,
    firstName: input.firstName ?? null,
    lastName: input.lastName ?? null,
    timeZone: input.timeZone ?? null,
    ownerId: input.ownerId ?? null,
    variables: input.variables ?? {},
    createdAt: scope.now,
    updatedAt: scope.now,
  });
  const phones = toAddressRows(scope, row.id, 'phone', checked.phones ?? []);
  const emails = toAddressRows(scope, row.id, 'email', checked.emails ?? []);
  await replaceContactAddresses(scope.tx, row.id, 'phone', phones);
  await replaceContactAddresses(scope.tx, row.id, 'email', emails);
  return toContactView(row, [...phones, ...emails]);
}

import {
  type ContactChange,
  findContact,
  replaceContactAddresses,
  updateContact,
} from '#db/contacts';
import type { ContactRow } from '#db/find-contact';
import { findContactAddresses } from '#db/find-contact';
import type { Scope } from '#db/scope';
import { AppError } from '#domain/errors';
import { rerenderContactMessages } from '#messages/rerender-contact-messages';
import { type CheckedAddresses, checkContact, toAddressRows } from './check-contact.ts';
import type { ContactChanges, ContactDeps } from './contact-input.ts';
import { type ContactView, toContactView } from './contact-view.ts';
import { contactNotFound } from './get-contact.ts';

/**
 * Changes a contact. Messages that are pending for it keep their recipients; their templates follow
 * where the workspace wants that.
 *
 * @param ifMatch the version that the caller has seen; `null` for any
 * @throws AppError `not_found`, `version_mismatch`, `validation_failed`
 */
export async function editContact(
  deps: ContactDeps,
  scope: Scope,
  id: string,
  changes: ContactChanges,
  ifMatch: number | null,
): Promise<ContactView> {
  const row = await findMatching(scope, id, ifMatch);
  const checked = await checkContact(deps, scope, changes);
  if (Object.keys(changes).length === 0) {
    return toContactView(row, await findContactAddresses(scope.tx, id));
  }
  const changed = await update(scope, id, changes, ifMatch);
  await replaceAddresses(scope, id, checked);
  await rerenderContactMessages(scope, changed);
  return toContactView(changed, await findContactAddresses(scope.tx, id));
}

/** Says what is wrong with the id or the version before anything about the fields. */
async function findMatching(scope: Scope, id: string, ifMatch: number | null): Promise<ContactRow> {
  const row = await findContact(scope.tx, id);
  if (!row) throw contactNotFound();
  if (ifMatch !== null && ifMatch !== row.version) throw mismatch();
  return row;
}

async function update(
  scope: Scope,
  id: string,
  changes: ContactChanges,
  ifMatch: number | null,
): Promise<ContactRow> {
  const { phones: _, emails: __, variables, ...fields } = changes;
  const change: ContactChange =
    variables === undefined ? fields : { ...fields, variables: variables ?? {} };
  const row = await updateContact(scope.tx, id, change, { now: scope.now, ifMatch });
  if (row) return row;
  // Somebody was quicker: with a deletion, or with another change.
  if (await findContact(scope.tx, id)) throw mismatch();
  throw contactNotFound();
}

async function replaceAddresses(
  scope: Scope,
  id: string,
  { phones, emails }: CheckedAddresses,
): Promise<void> {
  if (phones) {
    await replaceContactAddresses(scope.tx, id, 'phone', toAddressRows(scope, id, 'phone', phones));
  }
  if (emails) {
    await replaceContactAddresses(scope.tx, id, 'email', toAddressRows(scope, id, 'email', emails));
  }
}

function mismatch(): AppError {
  return new AppError('version_mismatch', 'the contact has changed since: read it again');
}

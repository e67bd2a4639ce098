import { findContact } from '#db/contacts';
import { findContactAddresses } from '#db/find-contact';
import type { Scope } from '#db/scope';
import { AppError } from '#domain/errors';
import { type ContactView, toContactView } from './contact-view.ts';

/** A contact. @throws AppError `not_found` */
export async function getContact(scope: Scope, id: string): Promise<ContactView> {
  const row = await findContact(scope.tx, id);
  if (!row) throw contactNotFound();
  return toContactView(row, await findContactAddresses(scope.tx, id));
}

/** What is said of an id that names no contact of this workspace. */
export function contactNotFound(): AppError {
  return new AppError('not_found', 'there is no such contact');
}

import { asc, sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { contactAddresses, contacts } from './schema/contacts.ts';

export type ContactRow = typeof contacts.$inferSelect;
export type ContactAddressRow = typeof contactAddresses.$inferSelect;

/**
 * A contact that is there and stays there until the transaction ends: a deletion waits, and then
 * sees what was inserted for it.
 */
export async function lockContact(tx: Queryable, id: string): Promise<ContactRow | null> {
  return (await lockContacts(tx, [id]))[0] ?? null;
}

/** {@link lockContact} of several: in one order everywhere, so that no two wait for each other. */
export async function lockContacts(tx: Queryable, ids: readonly string[]): Promise<ContactRow[]> {
  return (
    tx
      .select()
      .from(contacts)
      .where(
        sql`${contacts.id} = ANY(${sql.param([...ids])}::text[]) AND ${contacts.deletedAt} IS NULL`,
      )
      .orderBy(asc(contacts.id))
      // Not FOR SHARE: sharers pass a deletion that waits, and callers in a row would starve it.
      .for('no key update')
  );
}

/** A contact's addresses, in the caller's order. */
export async function findContactAddresses(
  tx: Queryable,
  contactId: string,
): Promise<ContactAddressRow[]> {
  return findAddressesOfContacts(tx, [contactId]);
}

/** The addresses of several contacts, each contact's in the caller's order. */
export async function findAddressesOfContacts(
  tx: Queryable,
  contactIds: readonly string[],
): Promise<ContactAddressRow[]> {
  return tx
    .select()
    .from(contactAddresses)
    .where(sql`${contactAddresses.contactId} = ANY(${sql.param([...contactIds])}::text[])`)
    .orderBy(asc(contactAddresses.kind), asc(contactAddresses.position));
}

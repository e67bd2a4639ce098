import { asc, eq, sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { contactAddresses, contacts } from './schema/contacts.ts';

export type ContactRow = typeof contacts.$inferSelect;
export type ContactAddressRow = typeof contactAddresses.$inferSelect;

/**
 * A contact that is there and stays there until the transaction ends: a deletion waits, and then
 * sees what was inserted for it.
 */
export async function lockContact(tx: Queryable, id: string): Promise<ContactRow | null> {
  const rows = await tx
    .select()
    .from(contacts)
    .where(sql`${contacts.id} = ${id} AND ${contacts.deletedAt} IS NULL`)
    // Not FOR SHARE: sharers pass a deletion that waits, and callers in a row would starve it.
    .for('no key update');
  return rows[0] ?? null;
}

/** A contact's addresses, in the caller's order. */
export async function findContactAddresses(
  tx: Queryable,
  contactId: string,
): Promise<ContactAddressRow[]> {
  return tx
    .select()
    .from(contactAddresses)
    .where(eq(contactAddresses.contactId, contactId))
    .orderBy(asc(contactAddresses.kind), asc(contactAddresses.position));
}

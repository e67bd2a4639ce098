import { and, eq, isNull, type SQL, sql } from 'drizzle-orm';
import { toSearchWords } from '#domain/search-words';
import type { Queryable } from './connect.ts';
import type { ContactAddressRow, ContactRow } from './find-contact.ts';
import { type AddressKind, contactAddresses, contacts } from './schema/contacts.ts';

type Changeable = 'name' | 'firstName' | 'lastName' | 'timeZone' | 'ownerId' | 'variables';
/** What is left out, or undefined, stays. */
export type ContactChange = { [K in Changeable]?: ContactRow[K] | undefined };

const names = ['name', 'firstName', 'lastName'] as const;

/** Adds a contact. */
export async function insertContact(
  tx: Queryable,
  row: typeof contacts.$inferInsert,
): Promise<ContactRow> {
  const words = wordsOf(row);
  const rows = await tx
    .insert(contacts)
    .values({ ...row, words })
    .returning();
  const inserted = rows[0];
  if (!inserted) throw new Error('an inserted contact was not returned');
  return inserted;
}

/** A contact that was not deleted. */
export async function findContact(tx: Queryable, id: string): Promise<ContactRow | null> {
  const rows = await tx
    .select()
    .from(contacts)
    .where(and(eq(contacts.id, id), isNull(contacts.deletedAt)));
  return rows[0] ?? null;
}

/** Changes a contact; `null` when it is not there, or not of the version `ifMatch`. */
export async function updateContact(
  tx: Queryable,
  id: string,
  change: ContactChange,
  at: { now: Date; ifMatch: number | null },
): Promise<ContactRow | null> {
  const [row] = await tx
    .update(contacts)
    .set({ ...change, version: sql`${contacts.version} + 1`, updatedAt: at.now })
    .where(
      and(
        eq(contacts.id, id),
        isNull(contacts.deletedAt),
        at.ifMatch === null ? undefined : eq(contacts.version, at.ifMatch),
      ),
    )
    .returning();
  if (!row) return null;
  if (names.some((name) => change[name] !== undefined)) {
    // Of the row as it is now, which nobody else changes before this transaction ends.
    await tx
      .update(contacts)
      .set({ words: wordsOf(row) })
      .where(eq(contacts.id, id));
  }
  return row;
}

/** Puts `rows` in the place of the contact's addresses of one kind. */
export async function replaceContactAddresses(
  tx: Queryable,
  contactId: string,
  kind: AddressKind,
  rows: readonly ContactAddressRow[],
): Promise<void> {
  await tx
    .delete(contactAddresses)
    .where(and(eq(contactAddresses.contactId, contactId), eq(contactAddresses.kind, kind)));
  if (rows.length > 0) await tx.insert(contactAddresses).values([...rows]);
}

/**
 * Deletes a contact; its row stays for the messages that name it. Waits for the messages that are
 * just being inserted for it (`lockContact`), so that what follows sees them. False: not there.
 */
export async function markContactDeleted(tx: Queryable, id: string, now: Date): Promise<boolean> {
  const rows = await tx
    .update(contacts)
    .set({ deletedAt: now, version: sql`${contacts.version} + 1`, updatedAt: now })
    .where(and(eq(contacts.id, id), isNull(contacts.deletedAt)))
    .returning({ id: contacts.id });
  return rows.length > 0;
}

/** What a search finds a contact by. */
function wordsOf(row: Pick<typeof contacts.$inferInsert, (typeof names)[number]>): SQL {
  const words = toSearchWords(names.map((name) => row[name]));
  return sql`array_to_tsvector(${sql.param(words)}::text[])`;
}

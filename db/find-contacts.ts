import { and, asc, desc, inArray, isNull, lt, type SQL, sql } from 'drizzle-orm';
import type { Search } from '#domain/search-words';
import type { Queryable } from './connect.ts';
import type { ContactAddressRow, ContactRow } from './find-contact.ts';
import { contactAddresses, contacts } from './schema/contacts.ts';
import { toTsquery } from './to-tsquery.ts';

export interface ContactQuestion {
  workspaceId: string;
  /** By words of names, or by how a number or an address begins; `null`: all contacts. */
  search: { words: Search; beginnings: readonly string[] } | null;
  /** Only contacts made before this one. */
  beforeId: string | undefined;
  limit: number;
}

export interface ContactWithAddresses {
  contact: ContactRow;
  addresses: ContactAddressRow[];
}

/** Contacts that were not deleted, newest first. */
export async function findContacts(
  tx: Queryable,
  question: ContactQuestion,
): Promise<ContactWithAddresses[]> {
  const { workspaceId, beforeId, limit } = question;
  const found = await tx
    .select()
    .from(contacts)
    .where(
      and(
        sql`${contacts.workspaceId} = ${workspaceId}`,
        isNull(contacts.deletedAt),
        question.search ? matches(question, question.search) : undefined,
        beforeId === undefined ? undefined : lt(contacts.id, beforeId),
      ),
    )
    .orderBy(desc(contacts.id))
    .limit(limit);
  const addresses = await findAddresses(
    tx,
    found.map(({ id }) => id),
  );
  return found.map((contact) => ({ contact, addresses: addresses.get(contact.id) ?? [] }));
}

function matches(
  { beforeId, limit }: ContactQuestion,
  { words, beginnings }: NonNullable<ContactQuestion['search']>,
): SQL {
  return sql`${contacts.id} = ANY(ARRAY(SELECT search_contacts(${toTsquery(words)},
    ${sql.param([...beginnings])}::text[], ${beforeId ?? null}::text, ${limit}::int)))`;
}

async function findAddresses(tx: Queryable, ids: readonly string[]) {
  const found = new Map<string, ContactAddressRow[]>();
  if (ids.length === 0) return found;
  const rows = await tx
    .select()
    .from(contactAddresses)
    .where(inArray(contactAddresses.contactId, [...ids]))
    .orderBy(asc(contactAddresses.kind), asc(contactAddresses.position));
  for (const row of rows) found.set(row.contactId, [...(found.get(row.contactId) ?? []), row]);
  return found;
}

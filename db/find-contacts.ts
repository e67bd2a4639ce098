import { and, desc, isNull, lt, type SQL, sql } from 'drizzle-orm';
import type { Search } from '#domain/search-words';
import type { Queryable } from './connect.ts';
import {
  type ContactAddressRow,
  type ContactRow,
  findAddressesOfContacts,
} from './find-contact.ts';
import { contacts } from './schema/contacts.ts';
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
  if (found.length === 0) return [];
  const addresses = await findAddressesOfContacts(
    tx,
    found.map(({ id }) => id),
  );
  return found.map((contact) => ({
    contact,
    addresses: addresses.filter(({ contactId }) => contactId === contact.id),
  }));
}

function matches(
  { beforeId, limit }: ContactQuestion,
  { words, beginnings }: NonNullable<ContactQuestion['search']>,
): SQL {
  return sql`${contacts.id} = ANY(ARRAY(SELECT search_contacts(${toTsquery(words)},
    ${sql.param([...beginnings])}::text[], ${beforeId ?? null}::text, ${limit}::int)))`;
}

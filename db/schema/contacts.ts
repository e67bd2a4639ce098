import { sql } from 'drizzle-orm';
import {
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
} from 'drizzle-orm/pg-core';
import { instant, oneOf, tsvector, word } from './columns.ts';
import { users, workspaces } from './workspaces.ts';

export const contacts = pgTable(
  'contacts',
  {
    id: text('id').primaryKey(),
    workspaceId: text('workspace_id')
      .notNull()
      .references(() => workspaces.id),
    name: text('name').notNull(),
    firstName: text('first_name'),
    lastName: text('last_name'),
    timeZone: text('time_zone'),
    ownerId: text('owner_id').references(() => users.id),
    variables: jsonb('variables').$type<Record<string, string>>().notNull().default({}),
    /** Of its names, as `toSearchWords` makes them: what a search finds it by. */
    words: tsvector('words').notNull().default(sql`''::tsvector`),
    version: integer('version').notNull().default(1),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
    deletedAt: instant('deleted_at'),
  },
  (table) => [
    unique('contacts_workspace_id_key').on(table.workspaceId, table.id),
    index('contacts_words').using('gin', table.words),
    index('contacts_workspace').on(table.workspaceId, table.id).where(sql`deleted_at IS NULL`),
  ],
);

export const addressKinds = ['phone', 'email'] as const;
export type AddressKind = (typeof addressKinds)[number];

/** A contact's phone numbers (E.164) and email addresses, in the caller's order. */
export const contactAddresses = pgTable(
  'contact_addresses',
  {
    workspaceId: text('workspace_id').notNull(),
    contactId: text('contact_id')
      .notNull()
      .references(() => contacts.id, { onDelete: 'cascade' }),
    kind: word<AddressKind>('kind').notNull(),
    address: text('address').notNull(),
    label: text('label'),
    isPrimary: boolean('is_primary').notNull(),
    position: integer('position').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.contactId, table.kind, table.address] }),
    oneOf('contact_addresses_kind_check', table.kind, addressKinds),
    // By its bytes, so that it serves prefixes too, whatever the database's collation.
    index('contact_addresses_workspace_address').on(
      table.workspaceId,
      table.address.op('text_pattern_ops'),
    ),
  ],
);

import { index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { type ProviderName, providerNames } from '#domain/sender';
import { instant, oneOf, word } from './columns.ts';
import { messages } from './messages.ts';
import { workspaces } from './workspaces.ts';

/** What providers reported: a report that comes twice counts once. */
export const receipts = pgTable(
  'receipts',
  {
    vendor: word<ProviderName>('vendor').notNull(),
    dedupeKey: text('dedupe_key').notNull(),
    workspaceId: text('workspace_id')
      .notNull()
      .references(() => workspaces.id),
    messageId: text('message_id').references(() => messages.id),
    receivedAt: instant('received_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.vendor, table.dedupeKey] }),
    oneOf('receipts_vendor_check', table.vendor, providerNames),
    index('receipts_received').on(table.receivedAt),
  ],
);

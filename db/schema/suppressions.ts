import { sql } from 'drizzle-orm';
import { pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';
import {
  type SuppressionChannel,
  type SuppressionReason,
  suppressionChannels,
  suppressionReasons,
} from '#domain/suppression';
import { instant, oneOf, word } from './columns.ts';
import { workspaces } from './workspaces.ts';

/** Addresses to which nothing more goes: opt-outs, spam reports, bounces, the blacklist (C6). */
export const suppressions = pgTable(
  'suppressions',
  {
    id: text('id').notNull().default(sql`'sup_' || substring(new_event_id() FROM 5)`),
    workspaceId: text('workspace_id')
      .notNull()
      .references(() => workspaces.id),
    channel: word<SuppressionChannel>('channel').notNull(),
    address: text('address').notNull(),
    reason: word<SuppressionReason>('reason').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.channel, table.address] }),
    uniqueIndex('suppressions_list').on(table.workspaceId, table.id),
    oneOf('suppressions_channel_check', table.channel, suppressionChannels),
    oneOf('suppressions_reason_check', table.reason, suppressionReasons),
  ],
);

import { pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
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
    oneOf('suppressions_channel_check', table.channel, suppressionChannels),
    oneOf('suppressions_reason_check', table.reason, suppressionReasons),
  ],
);

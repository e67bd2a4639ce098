import { index, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { type Channel, channels } from '#domain/message';
import { instant, oneOf, word } from './columns.ts';

/** What the sink "sent". Nothing keeps a message from standing here twice: doubles must show. */
export const sinkDeliveries = pgTable(
  'sink_deliveries',
  {
    id: text('id').primaryKey(),
    workspaceId: text('workspace_id').notNull(),
    messageId: text('message_id').notNull(),
    channel: word<Channel>('channel').notNull(),
    from: text('from_address').notNull(),
    to: text('to_address').notNull(),
    subject: text('subject'),
    text: text('text'),
    html: text('html'),
    headers: jsonb('headers').$type<Record<string, string>>().notNull().default({}),
    deliveredAt: instant('delivered_at').notNull(),
  },
  (table) => [
    oneOf('sink_deliveries_channel_check', table.channel, channels),
    index('sink_deliveries_message').on(table.workspaceId, table.messageId, table.id),
    index('sink_deliveries_list').on(table.workspaceId, table.id),
  ],
);

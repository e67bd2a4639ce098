import { sql } from 'drizzle-orm';
import { foreignKey, index, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { type Channel, channels } from '#domain/message';
import { instant, oneOf, word } from './columns.ts';
import { contacts } from './contacts.ts';
import { messages } from './messages.ts';
import { senders } from './senders.ts';
import { workspaces } from './workspaces.ts';

/** What recipients wrote to our senders (V1, V2). */
export const replies = pgTable(
  'replies',
  {
    id: text('id').primaryKey(),
    workspaceId: text('workspace_id')
      .notNull()
      .references(() => workspaces.id),
    contactId: text('contact_id'),
    senderId: text('sender_id')
      .notNull()
      .references(() => senders.id),
    /** The message that it answers. */
    messageId: text('message_id').references(() => messages.id),
    channel: word<Channel>('channel').notNull(),
    fromAddress: text('from_address').notNull(),
    subject: text('subject'),
    text: text('text'),
    html: text('html'),
    mediaUrls: jsonb('media_urls').$type<string[]>(),
    providerMessageId: text('provider_message_id'),
    /** Of an email: the Message-IDs that it named as its predecessors, the oldest first. */
    threadIds: jsonb('thread_ids').$type<string[]>(),
    receivedAt: instant('received_at').notNull(),
  },
  (table) => [
    oneOf('replies_channel_check', table.channel, channels),
    foreignKey({
      name: 'replies_contact',
      columns: [table.workspaceId, table.contactId],
      foreignColumns: [contacts.workspaceId, contacts.id],
    }),
    index('replies_list').on(table.workspaceId, table.id),
    index('replies_unknown').on(table.workspaceId, table.id).where(sql`contact_id IS NULL`),
    index('replies_by_address').on(table.workspaceId, table.fromAddress, table.receivedAt),
    index('replies_by_contact').on(table.workspaceId, table.contactId, table.receivedAt),
  ],
);

import { foreignKey, index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { tsvector } from './columns.ts';
import { messages } from './messages.ts';

/**
 * The words of a message and of its recipient's name, for searches. Apart from `messages`, whose
 * rows change with every step: this one changes with the text alone.
 */
export const messageWords = pgTable(
  'message_words',
  {
    workspaceId: text('workspace_id').notNull(),
    messageId: text('message_id').notNull(),
    words: tsvector('words').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.messageId] }),
    foreignKey({
      name: 'message_words_message',
      columns: [table.messageId],
      foreignColumns: [messages.id],
    }).onDelete('cascade'),
    // Without a list of what is pending, which every search would read: an insert costs as much.
    index('message_words_words').using('gin', table.words).with({ fastupdate: false }),
  ],
);

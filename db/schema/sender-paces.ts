import { pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';
import { senders } from './senders.ts';

/** When a sender with a rate may send its next message (N4), for all workers together. */
export const senderPaces = pgTable('sender_paces', {
  senderId: text('sender_id')
    .primaryKey()
    .references(() => senders.id),
  nextAt: instant('next_at').notNull(),
});

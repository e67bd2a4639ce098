import { sql } from 'drizzle-orm';
import { index, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { type EventKind, eventKinds } from '#domain/message';
import { instant, oneOf, word } from './columns.ts';
import { messages } from './messages.ts';

/** The timeline (H1, H5). `details` holds no body and no address. */
export const messageEvents = pgTable(
  'message_events',
  {
    /** Made by the database, so that any statement can add an event. */
    id: text('id').primaryKey().default(sql`new_event_id()`),
    workspaceId: text('workspace_id').notNull(),
    messageId: text('message_id')
      .notNull()
      .references(() => messages.id),
    kind: word<EventKind>('kind').notNull(),
    at: instant('at').notNull(),
    details: jsonb('details').$type<Record<string, unknown>>().notNull().default({}),
  },
  (table) => [
    oneOf('message_events_kind_check', table.kind, eventKinds),
    index('message_events_message').on(table.messageId, table.id),
  ],
);

import { index, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { type WebhookEventType, webhookEventTypes } from '#domain/webhook';
import { instant, oneOf, word } from './columns.ts';

/** What endpoints are told of, kept so that it can be told again. No body and no address. */
export const webhookEvents = pgTable(
  'webhook_events',
  {
    /** Of a message: its timeline's event. */
    id: text('id').primaryKey(),
    workspaceId: text('workspace_id').notNull(),
    type: word<WebhookEventType>('type').notNull(),
    at: instant('at').notNull(),
    messageId: text('message_id'),
    batchId: text('batch_id'),
    replyId: text('reply_id'),
    /** What it was about as it was then, by the names of the columns. */
    snapshot: jsonb('snapshot').$type<Record<string, unknown>>().notNull().default({}),
  },
  (table) => [
    oneOf('webhook_events_type_check', table.type, webhookEventTypes),
    index('webhook_events_by_workspace').on(table.workspaceId, table.id),
    index('webhook_events_by_age').on(table.at),
  ],
);

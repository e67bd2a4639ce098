import { sql } from 'drizzle-orm';
import { index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { type WebhookDeliveryStatus, webhookDeliveryStatuses } from '#domain/webhook';
import { instant, oneOf, word } from './columns.ts';
import { webhookEndpoints } from './webhook-endpoints.ts';
import { webhookEvents } from './webhook-events.ts';

/** The telling of one event to one endpoint, written with the event. */
export const webhookDeliveries = pgTable(
  'webhook_deliveries',
  {
    endpointId: text('endpoint_id')
      .notNull()
      .references(() => webhookEndpoints.id, { onDelete: 'cascade' }),
    eventId: text('event_id')
      .notNull()
      .references(() => webhookEvents.id, { onDelete: 'cascade' }),
    workspaceId: text('workspace_id').notNull(),
    status: word<WebhookDeliveryStatus>('status').notNull().default('pending'),
    /** Tries since it was asked for, by the event or by a replay. */
    tries: integer('tries').notNull().default(0),
    /** While pending: not before then; a try that is under way holds it into the future. */
    nextTryAt: instant('next_try_at'),
    statusCode: integer('status_code'),
    errorCode: text('error_code'),
    deliveredAt: instant('delivered_at'),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.endpointId, table.eventId] }),
    oneOf('webhook_deliveries_status_check', table.status, webhookDeliveryStatuses),
    index('webhook_deliveries_first')
      .on(table.nextTryAt)
      .where(sql`status = 'pending' AND tries = 0`),
    index('webhook_deliveries_pending')
      .on(table.endpointId, table.nextTryAt)
      .where(sql`status = 'pending'`),
    // Few, and looked for among very many.
    index('webhook_deliveries_failed')
      .on(table.endpointId, table.eventId)
      .where(sql`status = 'failed'`),
    index('webhook_deliveries_by_event').on(table.eventId),
  ],
);

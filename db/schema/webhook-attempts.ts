import { foreignKey, index, integer, pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';
import { webhookDeliveries } from './webhook-deliveries.ts';

/** The log of tries: what an endpoint answered, and how long it took. Nothing of its answer's body. */
export const webhookAttempts = pgTable(
  'webhook_attempts',
  {
    workspaceId: text('workspace_id').notNull(),
    endpointId: text('endpoint_id').notNull(),
    eventId: text('event_id').notNull(),
    at: instant('at').notNull(),
    tookMs: integer('took_ms').notNull(),
    statusCode: integer('status_code'),
    /** Why there was no answer, or none that counts; empty: it was taken. */
    errorCode: text('error_code'),
  },
  (table) => [
    foreignKey({
      name: 'webhook_attempts_delivery',
      columns: [table.endpointId, table.eventId],
      foreignColumns: [webhookDeliveries.endpointId, webhookDeliveries.eventId],
    }).onDelete('cascade'),
    index('webhook_attempts_delivery_key').on(table.endpointId, table.eventId, table.at),
  ],
);

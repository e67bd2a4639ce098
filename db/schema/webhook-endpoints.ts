import { sql } from 'drizzle-orm';
import { index, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import {
  type DisabledReason,
  disabledReasons,
  type EndpointStatus,
  endpointStatuses,
  type WebhookEventType,
} from '#domain/webhook';
import { instant, oneOf, word } from './columns.ts';
import { workspaces } from './workspaces.ts';

/** Where a workspace wants to be told of what happens (H6). */
export const webhookEndpoints = pgTable(
  'webhook_endpoints',
  {
    id: text('id').primaryKey(),
    workspaceId: text('workspace_id')
      .notNull()
      .references(() => workspaces.id),
    url: text('url').notNull(),
    description: text('description'),
    eventTypes: jsonb('event_types').$type<WebhookEventType[]>().notNull(),
    status: word<EndpointStatus>('status').notNull(),
    disabledReason: word<DisabledReason>('disabled_reason'),
    disabledAt: instant('disabled_at'),
    /** Since when nothing reaches it; empty: the last try did. */
    failingSince: instant('failing_since'),
    /** Nothing is tried before then, as it asked for, or as its failures ask for. */
    retryAt: instant('retry_at'),
    secret: text('secret').notNull(),
    /** Signs as well, until then. */
    previousSecret: text('previous_secret'),
    previousSecretUntil: instant('previous_secret_until'),
    /** Raised by each change that its workflow has to hear of; the relay notes what it told. */
    revision: integer('revision').notNull().default(0),
    relayedRevision: integer('relayed_revision').notNull().default(0),
    /** Not before then: the relay's lease, or its pause after a failure. */
    relayAt: instant('relay_at'),
    version: integer('version').notNull().default(1),
    deletedAt: instant('deleted_at'),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    oneOf('webhook_endpoints_status_check', table.status, endpointStatuses),
    oneOf('webhook_endpoints_disabled_reason_check', table.disabledReason, disabledReasons),
    index('webhook_endpoints_by_workspace')
      .on(table.workspaceId, table.id)
      .where(sql`deleted_at IS NULL`),
    index('webhook_endpoints_unrelayed').on(table.relayAt).where(sql`revision <> relayed_revision`),
  ],
);

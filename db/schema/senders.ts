import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  doublePrecision,
  integer,
  jsonb,
  pgTable,
  text,
  unique,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { type Channel, channels } from '#domain/message';
import { type ProviderName, providerNames, type SenderSettings } from '#domain/sender';
import { instant, oneOf, word } from './columns.ts';
import { users, workspaces } from './workspaces.ts';

/** A "line" (N4): what a message goes out from. */
export const senders = pgTable(
  'senders',
  {
    id: text('id').primaryKey(),
    workspaceId: text('workspace_id')
      .notNull()
      .references(() => workspaces.id),
    channel: word<Channel>('channel').notNull(),
    provider: word<ProviderName>('provider').notNull(),
    address: text('address'),
    serviceSid: text('service_sid'),
    name: text('name').notNull(),
    isDefault: boolean('is_default').notNull().default(false),
    active: boolean('active').notNull().default(true),
    assignedUserId: text('assigned_user_id').references(() => users.id),
    ratePerSecond: doublePrecision('rate_per_second'),
    settings: jsonb('settings').$type<SenderSettings>().notNull().default({}),
    version: integer('version').notNull().default(1),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
    deletedAt: instant('deleted_at'),
  },
  (table) => [
    oneOf('senders_channel_check', table.channel, channels),
    oneOf('senders_provider_check', table.provider, providerNames),
    check('senders_address_check', sql`num_nonnulls(address, service_sid) = 1`),
    unique('senders_workspace_id_key').on(table.workspaceId, table.id),
    uniqueIndex('senders_address')
      .on(table.workspaceId, table.channel, sql`coalesce(address, service_sid)`)
      .where(sql`deleted_at IS NULL`),
    uniqueIndex('senders_default')
      .on(table.workspaceId, table.channel)
      .where(sql`is_default AND deleted_at IS NULL`),
  ],
);

import { sql } from 'drizzle-orm';
import {
  boolean,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { type Role, roles } from '#domain/actor';
import type { QuietHours } from '#domain/quiet-hours';
import { instant, oneOf, word } from './columns.ts';

/** A tenant (K1). */
export const workspaces = pgTable('workspaces', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  /** ISO 3166-1 alpha-2: how a phone number without a country code is read. */
  defaultCountry: text('default_country').notNull().default('US'),
  defaultTimeZone: text('default_time_zone').notNull().default('UTC'),
  version: integer('version').notNull().default(1),
  /** C3: lets a message that the optimizer timed be changed all the same. */
  unlockOptimized: boolean('unlock_optimized').notNull().default(false),
  /** N3: how long an iMessage may take to be delivered, before it goes as SMS. */
  imessageFallbackSeconds: integer('imessage_fallback_seconds').notNull().default(300),
  /** Whether emails offer a one-click unsubscribe (RFC 8058). */
  unsubscribeHeaders: boolean('unsubscribe_headers').notNull().default(false),
  /** T7; `null`: none. */
  quietHours: jsonb('quiet_hours').$type<QuietHours>(),
  /** N9: whether pending texts follow the changes of their contact. */
  rerenderOnContactChange: boolean('rerender_on_contact_change').notNull().default(false),
  /** How long engagement events are kept, in days (O1). */
  engagementRetentionDays: integer('engagement_retention_days').notNull().default(730),
  /** Which share of optimized messages goes at once, to measure the others by (O5). */
  holdoutShare: doublePrecision('holdout_share').notNull().default(0.1),
  /** The version of the send-time model that decides; `null`: the one that is shipped. */
  sendTimeModelVersion: integer('send_time_model_version'),
  /** Signs what recipients are handed, such as the link to unsubscribe. */
  signingSecret: text('signing_secret')
    .notNull()
    .default(sql`replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '')`),
  createdAt: instant('created_at').notNull(),
  updatedAt: instant('updated_at').notNull(),
});

/** The people of a workspace; a key acts as one of them. */
export const users = pgTable(
  'users',
  {
    id: text('id').primaryKey(),
    workspaceId: text('workspace_id')
      .notNull()
      .references(() => workspaces.id),
    name: text('name').notNull(),
    email: text('email').notNull(),
    role: word<Role>('role').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    oneOf('users_role_check', table.role, roles),
    uniqueIndex('users_workspace_email').on(table.workspaceId, sql`lower(${table.email})`),
  ],
);

/** API keys; only the SHA-256 of a key is kept. */
export const keys = pgTable(
  'keys',
  {
    id: text('id').primaryKey(),
    workspaceId: text('workspace_id')
      .notNull()
      .references(() => workspaces.id),
    userId: text('user_id')
      .notNull()
      .references(() => users.id),
    /** SHA-256, in hex. */
    hash: text('hash').notNull(),
    /** What people call it. */
    name: text('name'),
    /** It opens nothing from then on. */
    expiresAt: instant('expires_at'),
    /** To the minute or so. */
    lastUsedAt: instant('last_used_at'),
    /** It stays known as deleted, so that no start adds it anew. */
    deletedAt: instant('deleted_at'),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    uniqueIndex('keys_hash').on(table.hash),
    index('keys_workspace').on(table.workspaceId),
  ],
);

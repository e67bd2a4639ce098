import { sql } from 'drizzle-orm';
import {
  bigserial,
  boolean,
  foreignKey,
  index,
  pgTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { type EngagementKind, engagementKinds } from '#domain/engagement';
import { type Channel, channels } from '#domain/message';
import { instant, oneOf, word } from './columns.ts';
import { contacts } from './contacts.ts';
import { workspaces } from './workspaces.ts';

/** What recipients did, and when: the history that send times are picked by (O1). */
export const engagementEvents = pgTable(
  'engagement_events',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    workspaceId: text('workspace_id')
      .notNull()
      .references(() => workspaces.id),
    contactId: text('contact_id'),
    address: text('address').notNull(),
    channel: word<Channel>('channel').notNull(),
    kind: word<EngagementKind>('kind').notNull(),
    at: instant('at').notNull(),
    /** Done by a program and not by a person (O3). */
    machine: boolean('machine').notNull().default(false),
    messageId: text('message_id'),
    /** The same for one that is told twice. */
    eventId: text('event_id'),
  },
  (table) => [
    oneOf('engagement_events_channel_check', table.channel, channels),
    oneOf('engagement_events_kind_check', table.kind, engagementKinds),
    foreignKey({
      name: 'engagement_events_contact',
      columns: [table.workspaceId, table.contactId],
      foreignColumns: [contacts.workspaceId, contacts.id],
    }),
    uniqueIndex('engagement_events_event')
      .on(table.workspaceId, table.eventId)
      .where(sql`event_id IS NOT NULL`),
    index('engagement_events_by_contact')
      .on(table.workspaceId, table.contactId, table.at)
      .where(sql`contact_id IS NOT NULL`),
    index('engagement_events_by_address')
      .on(table.workspaceId, table.address, table.at)
      .where(sql`contact_id IS NULL`),
    index('engagement_events_by_message').on(table.messageId).where(sql`message_id IS NOT NULL`),
    /** What a retention removes, oldest first. */
    index('engagement_events_by_age').on(table.workspaceId, table.at),
  ],
);

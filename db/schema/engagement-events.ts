import { sql } from 'drizzle-orm';
import { boolean, check, index, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { type EngagementKind, engagementKinds } from '#domain/engagement';
import { type Channel, channels } from '#domain/message';
import { instant, oneOf, word } from './columns.ts';

/** On which day it happened, in UTC. */
export const engagementDay = sql.raw("(at AT TIME ZONE 'UTC')::date");

/**
 * What recipients did, and when: the history that send times are picked by (O1). There are many, so
 * rows and indexes hold no more than is asked for: of a contact's event not the address, and no key
 * but that of its id. There are no foreign keys, which would look each one up again: whoever inserts
 * holds the contact, and has the workspace from there or from row-level security.
 */
export const engagementEvents = pgTable(
  'engagement_events',
  {
    at: instant('at').notNull(),
    /** When the message that it answers was sent. */
    sentAt: instant('sent_at'),
    /** A hash of the workspace and the event's id, by which it counts once. */
    eventKey: uuid('event_key'),
    /** Done by a program and not by a person (O3). */
    machine: boolean('machine').notNull().default(false),
    kind: word<EngagementKind>('kind').notNull(),
    channel: word<Channel>('channel').notNull(),
    workspaceId: text('workspace_id').notNull(),
    contactId: text('contact_id'),
    /** Whose it is where there was no contact; by then a contact may have this address. */
    address: text('address'),
    messageId: text('message_id'),
  },
  (table) => [
    oneOf('engagement_events_channel_check', table.channel, channels),
    oneOf('engagement_events_kind_check', table.kind, engagementKinds),
    check('engagement_events_subject_check', sql`(contact_id IS NULL) <> (address IS NULL)`),
    uniqueIndex('engagement_events_event').on(table.eventKey).where(sql`event_key IS NOT NULL`),
    // The two hold all that a decision asks for; drizzle-kit knows no INCLUDE.
    index('engagement_events_by_contact')
      .on(table.workspaceId, table.contactId, table.at, table.kind, table.machine, table.sentAt)
      .where(sql`contact_id IS NOT NULL`),
    index('engagement_events_by_address')
      .on(table.workspaceId, table.address, table.at, table.kind, table.machine, table.sentAt)
      .where(sql`address IS NOT NULL`),
    index('engagement_events_by_message').on(table.messageId).where(sql`message_id IS NOT NULL`),
    /** What a retention removes: by days, of which an index has few and keeps each once. */
    index('engagement_events_by_age').on(table.workspaceId, sql`(${engagementDay})`),
  ],
);

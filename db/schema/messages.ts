import { sql } from 'drizzle-orm';
import { boolean, foreignKey, index, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import {
  type CancelReason,
  type Channel,
  cancelReasons,
  channels,
  type UnknownPolicy,
  unknownPolicies,
} from '#domain/message';
import type { SendTimeRecord } from '#domain/send-time/send-time-record';
import { type Status, statuses } from '#domain/status';
import type { TemplatedTexts } from '#domain/templates/templated-fields';
import {
  type AmbiguousTime,
  ambiguousTimes,
  type TimingKind,
  type TimingReason,
  timingKinds,
} from '#domain/timing';
import { batches } from './batches.ts';
import { instant, oneOf, word } from './columns.ts';
import { contacts } from './contacts.ts';
import type { IfLate, Warning } from './message-columns.ts';
import { senders } from './senders.ts';
import { workspaces } from './workspaces.ts';

/**
 * Where a message stands in its conversation. Not a coalesce: row-level security takes that for
 * something that tells, and asks no index about it.
 */
export const happenedAt = sql.raw(
  'CASE WHEN sent_at IS NOT NULL THEN sent_at WHEN canceled_at IS NOT NULL THEN canceled_at ELSE send_at END',
);

const pendingOfBatch = sql.raw(`batch_id IS NOT NULL AND (status IN ('scheduled', 'sending')
  OR next_attempt_at IS NOT NULL OR falling_back OR (status = 'unknown' AND reconcile_at IS NOT NULL))`);

/** The truth about every message. `status` changes only by `db/messages/*`. */
export const messages = pgTable(
  'messages',
  {
    id: text('id').primaryKey(),
    workspaceId: text('workspace_id')
      .notNull()
      .references(() => workspaces.id),
    channel: word<Channel>('channel').notNull(),
    status: word<Status>('status').notNull(),
    /** Raised by every change; the ETag, and what a claim must match. */
    version: integer('version').notNull().default(1),
    /** A paused batch's messages are not claimed. */
    held: boolean('held').notNull().default(false),

    contactId: text('contact_id'),
    recipient: text('recipient').notNull(),
    recipientName: text('recipient_name'),
    senderId: text('sender_id').notNull(),

    subject: text('subject'),
    text: text('text'),
    html: text('html'),
    mediaUrls: jsonb('media_urls').$type<string[]>(),
    /** N9: what `subject`, `text` and `html` were made of, where they were templates. */
    templates: jsonb('templates').$type<TemplatedTexts>(),
    contentSid: text('content_sid'),
    contentVariables: jsonb('content_variables').$type<Record<string, string>>(),
    variables: jsonb('variables').$type<Record<string, string>>().notNull().default({}),
    metadata: jsonb('metadata').$type<Record<string, string>>().notNull().default({}),
    warnings: jsonb('warnings').$type<Warning[]>().notNull().default([]),

    timingKind: word<TimingKind>('timing_kind').notNull(),
    timingReason: word<TimingReason>('timing_reason').notNull(),
    timingWindow: text('timing_window'),
    modelVersion: text('model_version'),
    /** What the optimizer weighed, and what came of it. */
    sendTimeDecision: jsonb('send_time_decision').$type<SendTimeRecord>(),
    /** The send time as the caller wrote it, T3. */
    requestedSendAt: text('requested_send_at'),
    localSendAt: text('local_send_at'),
    timeZone: text('time_zone'),
    ambiguousTime: word<AmbiguousTime>('ambiguous_time').notNull(),
    tzVersion: text('tz_version'),
    sendAt: instant('send_at').notNull(),
    /** T7: when it would have gone, were there no quiet hours. */
    movedFrom: instant('moved_from'),
    /** Set while a message waits for another attempt; one that is `sending` may be out already. */
    nextAttemptAt: instant('next_attempt_at'),
    /** `nextAttemptAt`, else `sendAt`: what the workflow and the sweep go by. */
    dueAt: instant('due_at').notNull().generatedAlwaysAs(sql`coalesce(next_attempt_at, send_at)`),
    ifLate: jsonb('if_late').$type<IfLate>(),
    cancelOn: jsonb('cancel_on').$type<string[]>().notNull().default([]),
    onUnknown: word<UnknownPolicy>('on_unknown').notNull(),
    batchId: text('batch_id'),
    /** Its batch sees to it: it has no workflow of its own, or none yet. */
    byBatch: boolean('by_batch').notNull().default(false),

    attemptCount: integer('attempt_count').notNull().default(0),
    /** When the running attempt was claimed. */
    claimedAt: instant('claimed_at'),
    sentAt: instant('sent_at'),
    deliveredAt: instant('delivered_at'),
    canceledAt: instant('canceled_at'),
    cancelReason: word<CancelReason>('cancel_reason'),
    failureCode: text('failure_code'),
    failureDetail: text('failure_detail'),
    providerMessageId: text('provider_message_id'),
    /** N3: what an iMessage goes out from as SMS, if it has to. */
    fallbackSenderId: text('fallback_sender_id'),
    /** Why it goes as SMS; set, it does from then on. */
    fallbackReason: text('fallback_reason'),
    /** Its SMS is in a provider's hands. */
    fallingBack: boolean('falling_back').notNull().default(false),
    /** The iMessage bridge's id, by which its reports name the message. */
    bridgeMessageId: text('bridge_message_id'),
    /** When the provider of one that is `unknown` is asked what became of it. */
    reconcileAt: instant('reconcile_at'),
    reconcileTries: integer('reconcile_tries').notNull().default(0),
    /** When the relay first asked for the workflow; empty: there is none to tell. */
    workflowRequestedAt: instant('workflow_requested_at'),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    oneOf('messages_channel_check', table.channel, channels),
    oneOf('messages_status_check', table.status, statuses),
    oneOf('messages_cancel_reason_check', table.cancelReason, cancelReasons),
    oneOf('messages_on_unknown_check', table.onUnknown, unknownPolicies),
    oneOf('messages_timing_kind_check', table.timingKind, timingKinds),
    oneOf('messages_ambiguous_time_check', table.ambiguousTime, ambiguousTimes),
    foreignKey({
      name: 'messages_contact',
      columns: [table.workspaceId, table.contactId],
      foreignColumns: [contacts.workspaceId, contacts.id],
    }),
    foreignKey({
      name: 'messages_sender',
      columns: [table.workspaceId, table.senderId],
      foreignColumns: [senders.workspaceId, senders.id],
    }),
    foreignKey({
      name: 'messages_fallback_sender',
      columns: [table.workspaceId, table.fallbackSenderId],
      foreignColumns: [senders.workspaceId, senders.id],
    }),
    foreignKey({
      name: 'messages_batch',
      columns: [table.workspaceId, table.batchId],
      foreignColumns: [batches.workspaceId, batches.id],
    }),
    index('messages_list').on(table.workspaceId, table.id),
    index('messages_by_status').on(table.workspaceId, table.status, table.id),
    index('messages_by_channel').on(table.workspaceId, table.channel, table.id),
    index('messages_by_contact')
      .on(table.workspaceId, table.contactId, table.id)
      .where(sql`contact_id IS NOT NULL`),
    index('messages_conversation')
      .on(table.workspaceId, table.contactId, sql`(${happenedAt})`, table.id)
      .where(sql`contact_id IS NOT NULL`),
    index('messages_by_recipient').on(table.workspaceId, table.recipient, table.id),
    index('messages_by_sender').on(table.workspaceId, table.senderId, table.id),
    index('messages_by_sender_time').on(table.workspaceId, table.senderId, table.sendAt),
    index('messages_by_batch')
      .on(table.workspaceId, table.batchId, table.id)
      .where(sql`batch_id IS NOT NULL`),
    // Literally `isPending` of db/batches.ts: what may still come of a batch.
    index('messages_of_batch_pending')
      .on(table.batchId, table.dueAt, table.id)
      .where(pendingOfBatch),
    index('messages_by_send_time').on(table.workspaceId, table.sendAt),
    index('messages_due')
      .on(table.workspaceId, table.senderId, table.dueAt)
      .where(sql`status = 'scheduled' AND NOT held`),
    index('messages_claimed').on(table.claimedAt).where(sql`status = 'sending'`),
    index('messages_resend')
      .on(table.nextAttemptAt)
      .where(
        sql`(status <> 'scheduled' OR fallback_reason IS NOT NULL) AND next_attempt_at IS NOT NULL`,
      ),
    index('messages_falling_back').on(table.claimedAt).where(sql`falling_back`),
    index('messages_bridged').on(table.bridgeMessageId).where(sql`bridge_message_id IS NOT NULL`),
    index('messages_to_reconcile').on(table.reconcileAt).where(sql`reconcile_at IS NOT NULL`),
    index('messages_due_first').on(table.dueAt).where(sql`status = 'scheduled' AND NOT held`),
    index('messages_optimized')
      .on(table.workspaceId, table.timingReason, table.createdAt)
      .where(sql`timing_kind = 'optimized'`),
    index('messages_waiting').on(table.id).where(sql`status = 'scheduled'`),
    index('messages_local')
      .on(table.tzVersion, table.id)
      .where(sql`status = 'scheduled' AND timing_kind = 'local'`),
  ],
);

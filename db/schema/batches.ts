import { sql } from 'drizzle-orm';
import { bigint, boolean, index, integer, jsonb, pgTable, text, unique } from 'drizzle-orm/pg-core';
import {
  type BatchStatus,
  batchStatuses,
  type SkippedLine,
  type UploadFormat,
  uploadFormats,
} from '#domain/batch';
import { instant, oneOf, word } from './columns.ts';
import { workspaces } from './workspaces.ts';

/** Messages that were posted together (B1). */
export const batches = pgTable(
  'batches',
  {
    id: text('id').primaryKey(),
    workspaceId: text('workspace_id')
      .notNull()
      .references(() => workspaces.id),
    name: text('name'),
    /** Only of one that is `running` are messages claimed: each claim locks it and looks. */
    status: word<BatchStatus>('status').notNull(),
    /** Checks what is uploaded, and stores no message. */
    isDryRun: boolean('is_dry_run').notNull().default(false),
    allOrNothing: boolean('all_or_nothing').notNull().default(false),
    /** The fields that an uploaded line has unless it says otherwise, as they were posted. */
    defaults: jsonb('defaults').$type<Record<string, unknown>>().notNull().default({}),
    uploadFormat: word<UploadFormat>('upload_format'),
    /** Of a CSV: its header. */
    uploadColumns: jsonb('upload_columns').$type<string[]>(),
    /** Bytes that were taken, those of the unfinished line included. */
    uploadOffset: bigint('upload_offset', { mode: 'number' }).notNull().default(0),
    /** The line that has no end yet, in base64: it may be cut within a character. */
    uploadTail: text('upload_tail').notNull().default(''),
    /** Of a line that is too long, and has no end yet: nothing of it is kept. */
    uploadSkip: jsonb('upload_skip').$type<SkippedLine>(),
    /** Requests that began before this byte take nothing more; `null`: there is no upload. */
    uploadFence: bigint('upload_fence', { mode: 'number' }),
    /** Lines that were taken, a header included. */
    uploadLines: integer('upload_lines').notNull().default(0),
    accepted: integer('accepted').notNull().default(0),
    rejected: integer('rejected').notNull().default(0),
    /** Raised by each change that its workflow has to hear of; the relay notes what it told. */
    revision: integer('revision').notNull().default(0),
    relayedRevision: integer('relayed_revision').notNull().default(0),
    /** Not before then: the relay's lease, or its pause after a failure. */
    relayAt: instant('relay_at'),
    completedAt: instant('completed_at'),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    oneOf('batches_status_check', table.status, batchStatuses),
    oneOf('batches_upload_format_check', table.uploadFormat, uploadFormats),
    unique('batches_workspace_id_key').on(table.workspaceId, table.id),
    index('batches_unrelayed').on(table.relayAt).where(sql`revision <> relayed_revision`),
    index('batches_unfinished').on(table.id).where(sql`completed_at IS NULL`),
  ],
);

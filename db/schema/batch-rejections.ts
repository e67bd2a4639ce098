import { integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import type { ErrorCode, Problem } from '#domain/errors';
import { batches } from './batches.ts';
import { word } from './columns.ts';

/** The lines of an upload that are no messages, and why: nothing of what they hold. */
export const batchRejections = pgTable(
  'batch_rejections',
  {
    workspaceId: text('workspace_id').notNull(),
    batchId: text('batch_id')
      .notNull()
      .references(() => batches.id),
    /** Of the upload, from 1; a CSV's header is the first. */
    line: integer('line').notNull(),
    code: word<ErrorCode>('code').notNull(),
    detail: text('detail').notNull(),
    problems: jsonb('problems').$type<Problem[]>().notNull().default([]),
  },
  (table) => [primaryKey({ columns: [table.batchId, table.line] })],
);

import { index, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { type BatchEventKind, batchEventKinds } from '#domain/batch';
import { batches } from './batches.ts';
import { instant, oneOf, word } from './columns.ts';

/** What happened to a batch as a whole: told on the timeline of each of its messages (H5). */
export const batchEvents = pgTable(
  'batch_events',
  {
    id: text('id').primaryKey(),
    workspaceId: text('workspace_id').notNull(),
    batchId: text('batch_id')
      .notNull()
      .references(() => batches.id),
    kind: word<BatchEventKind>('kind').notNull(),
    at: instant('at').notNull(),
    details: jsonb('details').$type<Record<string, unknown>>().notNull().default({}),
  },
  (table) => [
    oneOf('batch_events_kind_check', table.kind, batchEventKinds),
    index('batch_events_batch').on(table.batchId, table.id),
  ],
);

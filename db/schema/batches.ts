import { pgTable, text, unique } from 'drizzle-orm/pg-core';
import { type BatchStatus, batchStatuses } from '#domain/batch';
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
    status: word<BatchStatus>('status').notNull(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    oneOf('batches_status_check', table.status, batchStatuses),
    unique('batches_workspace_id_key').on(table.workspaceId, table.id),
  ],
);

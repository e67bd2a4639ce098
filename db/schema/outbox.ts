import { boolean, index, integer, pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/**
 * "Look at this message": one row for each message whose workflow may be out of line with it.
 * Written with the change, deleted once Temporal knows.
 */
export const outbox = pgTable(
  'outbox',
  {
    messageId: text('message_id').primaryKey(),
    workspaceId: text('workspace_id').notNull(),
    /** Raised by each change, so that a relay deletes only what it has seen. */
    revision: integer('revision').notNull().default(1),
    /** No relay has succeeded for this message yet: its workflow is to be started. */
    isNew: boolean('is_new').notNull(),
    /** The message's due time: soonest first. */
    dueAt: instant('due_at').notNull(),
    /** Not before then: the lease of a relay, or the pause after a failure. */
    availableAt: instant('available_at').notNull(),
    tries: integer('tries').notNull().default(0),
  },
  (table) => [index('outbox_due').on(table.dueAt), index('outbox_available').on(table.availableAt)],
);

import { integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { outcomeKinds } from '#domain/outcome';
import { instant, oneOf } from './columns.ts';
import { messages } from './messages.ts';

/** One try at handing a message to a provider, written with the claim, closed with the outcome. */
export const attempts = pgTable(
  'attempts',
  {
    workspaceId: text('workspace_id').notNull(),
    messageId: text('message_id')
      .notNull()
      .references(() => messages.id),
    number: integer('number').notNull(),
    senderId: text('sender_id').notNull(),
    startedAt: instant('started_at').notNull(),
    finishedAt: instant('finished_at'),
    outcome: text('outcome'),
    code: text('code'),
  },
  (table) => [
    primaryKey({ columns: [table.messageId, table.number] }),
    oneOf('attempts_outcome_check', table.outcome, outcomeKinds),
  ],
);

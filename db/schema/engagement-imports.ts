import { bigint, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';
import { workspaces } from './workspaces.ts';

const count = (name: string) => integer(name).notNull().default(0);

/**
 * How far files of engagement events were imported: written with the events, so that an import that
 * was killed goes on after the last one that is kept.
 */
export const engagementImports = pgTable(
  'engagement_imports',
  {
    workspaceId: text('workspace_id')
      .notNull()
      .references(() => workspaces.id),
    /** SHA-256 of the file, in hex. */
    fileHash: text('file_hash').notNull(),
    /** How long it is: one that begins with all of it has grown from it. */
    bytes: bigint('bytes', { mode: 'number' }).notNull(),
    /** Where the next line begins, and how many lines there were before. */
    byte: bigint('byte', { mode: 'number' }).notNull().default(0),
    line: count('line'),
    received: count('received'),
    accepted: count('accepted'),
    duplicates: count('duplicates'),
    expired: count('expired'),
    rejected: count('rejected'),
    startedAt: instant('started_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.fileHash] })],
);

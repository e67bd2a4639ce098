import { type SQL, sql } from 'drizzle-orm';
import { toSearchWords } from '#domain/search-words';
import { stripTags } from '#domain/strip-tags';
import type { MessageRow, NewMessageRow } from './message-row.ts';

const searched = ['recipientName', 'subject', 'text', 'html'] as const;

/** The statement that keeps what a message is found by, in the place of what was kept before. */
export function keepWords(row: MessageRow): SQL {
  const words = toSearchWords([
    row.recipientName,
    row.subject,
    row.text,
    stripTags(row.html ?? ''),
  ]);
  return sql`
    INSERT INTO message_words (workspace_id, message_id, words)
    VALUES (${row.workspaceId}, ${row.id}, array_to_tsvector(${sql.param(words)}::text[]))
    ON CONFLICT (workspace_id, message_id) DO UPDATE SET words = excluded.words`;
}

/** Whether a change is of something that the message is found by. */
export function changesWords(changes: Partial<NewMessageRow>): boolean {
  return searched.some((field) => changes[field] !== undefined);
}

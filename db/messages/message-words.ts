import { type SQL, sql } from 'drizzle-orm';
import { toSearchWords } from '#domain/search-words';
import { stripTags } from '#domain/strip-tags';
import type { NewMessageRow } from './message-row.ts';

const searched = ['recipientName', 'subject', 'text', 'html'] as const;

type Searched = Pick<NewMessageRow, 'id' | 'workspaceId' | (typeof searched)[number]>;

/** The statement that keeps what messages are found by, in the place of what was kept before. */
export function keepWords(rows: readonly Searched[]): SQL {
  const kept = rows.map((row) => ({
    id: row.id,
    workspace_id: row.workspaceId,
    words: toSearchWords([row.recipientName, row.subject, row.text, stripTags(row.html ?? '')]),
  }));
  return sql`
    INSERT INTO message_words (workspace_id, message_id, words)
    SELECT workspace_id, id, array_to_tsvector(ARRAY(SELECT jsonb_array_elements_text(words)))
    FROM jsonb_to_recordset(${JSON.stringify(kept)}::jsonb)
      AS kept(id text, workspace_id text, words jsonb)
    ON CONFLICT (workspace_id, message_id) DO UPDATE SET words = excluded.words`;
}

/** Whether a change is of something that the message is found by. */
export function changesWords(changes: Partial<NewMessageRow>): boolean {
  return searched.some((field) => changes[field] !== undefined);
}

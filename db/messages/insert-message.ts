import { sql } from 'drizzle-orm';
import type { Queryable } from '../connect.ts';
import { noteForRelay } from '../outbox.ts';
import { messages } from '../schema/messages.ts';
import { insertEvents } from './add-events.ts';
import type { MessageRow, NewMessageRow } from './message-row.ts';
import { keepWords } from './message-words.ts';

/** Stores a new message with its words, its first event and its note for the relay. */
export async function insertMessage(
  tx: Queryable,
  row: NewMessageRow,
  details: Record<string, unknown>,
): Promise<MessageRow> {
  const [inserted] = await tx.insert(messages).values(row).returning();
  if (!inserted) throw new Error('the insert of a message returned no row');
  const event = { at: inserted.createdAt, details };
  // One round trip for both.
  await tx.execute(sql`
    WITH words AS (${keepWords([inserted])}) ${insertEvents([inserted], 'accepted', event)}`);
  await noteForRelay(tx, [inserted.id], 'new');
  return inserted;
}

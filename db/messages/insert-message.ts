import type { Queryable } from '../connect.ts';
import { noteForRelay } from '../outbox.ts';
import { messages } from '../schema/messages.ts';
import { addEvents } from './add-events.ts';
import type { MessageRow, NewMessageRow } from './message-row.ts';

/** Stores a new message with its first event and its note for the relay. */
export async function insertMessage(
  tx: Queryable,
  row: NewMessageRow,
  details: Record<string, unknown>,
): Promise<MessageRow> {
  const [inserted] = await tx.insert(messages).values(row).returning();
  if (!inserted) throw new Error('the insert of a message returned no row');
  await addEvents(tx, [inserted], 'accepted', inserted.createdAt, details);
  await noteForRelay(tx, [inserted.id], 'new');
  return inserted;
}

import { asc, eq } from 'drizzle-orm';
import type { Queryable } from '../connect.ts';
import { messageEvents } from '../schema/message-events.ts';

/** A message's events, oldest first. */
export async function findEvents(tx: Queryable, messageId: string) {
  const { id, kind, at, details } = messageEvents;
  return tx
    .select({ id, kind, at, details })
    .from(messageEvents)
    .where(eq(messageEvents.messageId, messageId))
    .orderBy(asc(at), asc(id));
}

import { and, desc, eq, gte, inArray, lt, type SQL } from 'drizzle-orm';
import type { Channel } from '#domain/message';
import type { Status } from '#domain/status';
import type { Queryable } from '../connect.ts';
import { messages } from '../schema/messages.ts';
import { senders } from '../schema/senders.ts';
import type { MessageRow } from './message-row.ts';

export interface MessageWithSender {
  message: MessageRow;
  sender: typeof senders.$inferSelect;
}

/** A message and its sender, of the workspace that the transaction entered. */
export async function findMessage(tx: Queryable, id: string): Promise<MessageWithSender | null> {
  const rows = await tx
    .select({ message: messages, sender: senders })
    .from(messages)
    .innerJoin(senders, eq(senders.id, messages.senderId))
    .where(eq(messages.id, id));
  return rows[0] ?? null;
}

export interface FindMessagesFilter {
  workspaceId: string;
  status?: readonly Status[] | undefined;
  channel?: readonly Channel[] | undefined;
  contactId?: string | undefined;
  recipient?: string | undefined;
  senderId?: string | undefined;
  batchId?: string | undefined;
  sendAfter?: Date | undefined;
  sendBefore?: Date | undefined;
  /** Only messages made before this one. */
  beforeId?: string | undefined;
  limit: number;
}

/** Messages that match all that is given, newest first. */
export async function findMessages(
  tx: Queryable,
  filter: FindMessagesFilter,
): Promise<MessageWithSender[]> {
  return tx
    .select({ message: messages, sender: senders })
    .from(messages)
    .innerJoin(senders, eq(senders.id, messages.senderId))
    .where(and(...conditions(filter)))
    .orderBy(desc(messages.id))
    .limit(filter.limit);
}

function conditions(filter: FindMessagesFilter): SQL[] {
  const found: SQL[] = [eq(messages.workspaceId, filter.workspaceId)];
  if (filter.status) found.push(inArray(messages.status, [...filter.status]));
  if (filter.channel) found.push(inArray(messages.channel, [...filter.channel]));
  if (filter.contactId) found.push(eq(messages.contactId, filter.contactId));
  if (filter.recipient) found.push(eq(messages.recipient, filter.recipient));
  if (filter.senderId) found.push(eq(messages.senderId, filter.senderId));
  if (filter.batchId) found.push(eq(messages.batchId, filter.batchId));
  if (filter.sendAfter) found.push(gte(messages.sendAt, filter.sendAfter));
  if (filter.sendBefore) found.push(lt(messages.sendAt, filter.sendBefore));
  if (filter.beforeId) found.push(lt(messages.id, filter.beforeId));
  return found;
}

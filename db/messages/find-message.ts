import { and, desc, eq, gte, inArray, lt, type SQL, sql } from 'drizzle-orm';
import type { Channel } from '#domain/message';
import type { Search } from '#domain/search-words';
import type { Status } from '#domain/status';
import type { Queryable } from '../connect.ts';
import { PLANNED_ANEW } from '../prepare-statements.ts';
import { messages } from '../schema/messages.ts';
import { senders } from '../schema/senders.ts';
import type { MessageRow } from './message-row.ts';
import { searchMessages } from './search-messages.ts';

// More than clocks differ by, and than new zone rules move a message to before it was made.
const MADE_BEFORE_MS = 2 * 86_400_000;

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
  search?: Search | undefined;
  /** Only messages made before this one. */
  beforeId?: string | undefined;
  limit: number;
}

/** Messages that match all that is given, newest first. */
export async function findMessages(
  tx: Queryable,
  filter: FindMessagesFilter,
): Promise<MessageWithSender[]> {
  const beforeId = earlier(filter.beforeId, boundOf(filter.sendBefore));
  return tx
    .select({ message: messages, sender: senders })
    .from(messages)
    .innerJoin(senders, eq(senders.id, messages.senderId))
    .where(and(...conditions({ ...filter, beforeId })))
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
  // How much lies between two instants decides which index is the better one; a sender has its own.
  const isByTime = filter.sendAfter !== undefined || filter.sendBefore !== undefined;
  if (isByTime && !filter.senderId) found.push(sql.raw(`true ${PLANNED_ANEW}`));
  if (filter.sendAfter) found.push(gte(messages.sendAt, filter.sendAfter));
  if (filter.sendBefore) found.push(lt(messages.sendAt, filter.sendBefore));
  if (filter.beforeId) found.push(lt(messages.id, filter.beforeId));
  if (filter.search) found.push(isFound(filter, filter.search));
  return found;
}

function isFound(filter: FindMessagesFilter, search: Search): SQL {
  const { workspaceId: _, search: __, limit, ...beside } = filter;
  return sql`${messages.id} = ANY(${searchMessages(search, beside, limit)})`;
}

/**
 * What is sent before an instant was made before it, and ids sort by when they were made: a list
 * of long ago need not be looked for among all that came later.
 */
function boundOf(sendBefore: Date | undefined): string | undefined {
  if (!sendBefore || sendBefore.getTime() < 0) return undefined;
  const hex = Math.floor(sendBefore.getTime() + MADE_BEFORE_MS)
    .toString(16)
    .padStart(12, '0');
  return `msg_${hex.slice(0, 8)}-${hex.slice(8)}`;
}

function earlier(one: string | undefined, other: string | undefined): string | undefined {
  return one !== undefined && other !== undefined && other < one ? other : (one ?? other);
}

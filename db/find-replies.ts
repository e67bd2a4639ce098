import { and, desc, eq, isNotNull, isNull, lt } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { replies } from './schema/replies.ts';

export type ReplyRow = typeof replies.$inferSelect;

export interface FindRepliesFilter {
  workspaceId: string;
  contactId?: string | undefined;
  from?: string | undefined;
  /** Whether no contact was known by the address. */
  unknown?: boolean | undefined;
  /** Only replies that came before this one. */
  beforeId?: string | undefined;
  limit: number;
}

/** Replies that match all that is given, newest first. */
export async function findReplies(tx: Queryable, filter: FindRepliesFilter): Promise<ReplyRow[]> {
  const { workspaceId, contactId, from, unknown, beforeId, limit } = filter;
  return tx
    .select()
    .from(replies)
    .where(
      and(
        eq(replies.workspaceId, workspaceId),
        contactId === undefined ? undefined : eq(replies.contactId, contactId),
        from === undefined ? undefined : eq(replies.fromAddress, from),
        unknown === undefined
          ? undefined
          : unknown
            ? isNull(replies.contactId)
            : isNotNull(replies.contactId),
        beforeId === undefined ? undefined : lt(replies.id, beforeId),
      ),
    )
    .orderBy(desc(replies.id))
    .limit(limit);
}

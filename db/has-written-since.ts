import { and, eq, gt } from 'drizzle-orm';
import type { Channel } from '#domain/message';
import type { Queryable } from './connect.ts';
import { replies } from './schema/replies.ts';

/** Whether somebody wrote to any sender of a workspace, on this channel, after this instant. */
export async function hasWrittenSince(
  tx: Queryable,
  from: { workspaceId: string; channel: Channel; address: string },
  since: Date,
): Promise<boolean> {
  const rows = await tx
    .select({ id: replies.id })
    .from(replies)
    .where(
      and(
        eq(replies.workspaceId, from.workspaceId),
        eq(replies.fromAddress, from.address),
        eq(replies.channel, from.channel),
        gt(replies.receivedAt, since),
      ),
    )
    .limit(1);
  return rows.length > 0;
}

import { and, eq, isNull } from 'drizzle-orm';
import type { Channel } from '#domain/message';
import type { Queryable } from './connect.ts';
import type { SenderRow } from './find-sender.ts';
import { senders } from './schema/senders.ts';
import { users } from './schema/workspaces.ts';

export type AssignedSenderRow = SenderRow & { assignedUser: { id: string; name: string } | null };

/** A workspace's senders of one channel, with their users. */
export async function findChannelSenders(
  tx: Queryable,
  workspaceId: string,
  channel: Channel,
): Promise<AssignedSenderRow[]> {
  const rows = await tx
    .select({ sender: senders, assignedUser: { id: users.id, name: users.name } })
    .from(senders)
    .leftJoin(users, eq(users.id, senders.assignedUserId))
    .where(
      and(
        eq(senders.workspaceId, workspaceId),
        eq(senders.channel, channel),
        isNull(senders.deletedAt),
      ),
    );
  return rows.map(({ sender, assignedUser }) => ({ ...sender, assignedUser }));
}

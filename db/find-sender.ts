import { and, eq, isNull } from 'drizzle-orm';
import type { Channel } from '#domain/message';
import type { Queryable } from './connect.ts';
import { senders } from './schema/senders.ts';

export type SenderRow = typeof senders.$inferSelect;

/** A sender by its id; `null` when there is none, or it was deleted. */
export async function findSender(tx: Queryable, id: string): Promise<SenderRow | null> {
  const rows = await tx
    .select()
    .from(senders)
    .where(and(eq(senders.id, id), isNull(senders.deletedAt)));
  return rows[0] ?? null;
}

/** The workspace's default sender for a channel. */
export async function findDefaultSender(
  tx: Queryable,
  workspaceId: string,
  channel: Channel,
): Promise<SenderRow | null> {
  const rows = await tx
    .select()
    .from(senders)
    .where(
      and(
        eq(senders.workspaceId, workspaceId),
        eq(senders.channel, channel),
        eq(senders.isDefault, true),
        isNull(senders.deletedAt),
      ),
    );
  return rows[0] ?? null;
}

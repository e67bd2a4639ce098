import { and, eq, isNull, sql } from 'drizzle-orm';
import type { Channel } from '#domain/message';
import type { Queryable } from './connect.ts';
import { senders } from './schema/senders.ts';

export type SenderRow = typeof senders.$inferSelect;

/** A sender by its id; `null` when there is none, or it was deleted. */
export async function findSender(tx: Queryable, id: string): Promise<SenderRow | null> {
  return (await findSendersById(tx, [id]))[0] ?? null;
}

/** Those of these senders that are there, and not deleted. */
export async function findSendersById(tx: Queryable, ids: readonly string[]): Promise<SenderRow[]> {
  return tx
    .select()
    .from(senders)
    .where(
      and(sql`${senders.id} = ANY(${sql.param([...ids])}::text[])`, isNull(senders.deletedAt)),
    );
}

/** The workspace's default senders for these channels. */
export async function findDefaultSenders(
  tx: Queryable,
  workspaceId: string,
  channels: readonly Channel[],
): Promise<SenderRow[]> {
  return tx
    .select()
    .from(senders)
    .where(
      and(
        eq(senders.workspaceId, workspaceId),
        sql`${senders.channel} = ANY(${sql.param([...channels])}::text[])`,
        eq(senders.isDefault, true),
        isNull(senders.deletedAt),
      ),
    );
}

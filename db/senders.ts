import { and, desc, eq, isNull, lt, ne, sql } from 'drizzle-orm';
import type { Channel } from '#domain/message';
import type { Queryable } from './connect.ts';
import type { SenderRow } from './find-sender.ts';
import { senders } from './schema/senders.ts';

type Changeable = 'name' | 'isDefault' | 'active' | 'assignedUserId' | 'ratePerSecond' | 'settings';
/** What is left out, or undefined, stays. */
export type SenderChange = { [K in Changeable]?: SenderRow[K] | undefined };

/**
 * Adds a sender.
 *
 * @throws a unique violation of `senders_address`, an exclusion violation of
 * `senders_address_one_workspace`.
 */
export async function insertSender(
  tx: Queryable,
  row: typeof senders.$inferInsert,
): Promise<SenderRow> {
  const rows = await tx.insert(senders).values(row).returning();
  const inserted = rows[0];
  if (!inserted) throw new Error('an inserted sender was not returned');
  return inserted;
}

/** The workspace's senders, newest first, older than `before`. */
export async function findSenders(
  tx: Queryable,
  workspaceId: string,
  page: { limit: number; before: string | undefined },
): Promise<SenderRow[]> {
  return tx
    .select()
    .from(senders)
    .where(
      and(
        eq(senders.workspaceId, workspaceId),
        isNull(senders.deletedAt),
        page.before === undefined ? undefined : lt(senders.id, page.before),
      ),
    )
    .orderBy(desc(senders.id))
    .limit(page.limit);
}

/** Changes a sender; `null` when it is not there, or not of the version `ifMatch`. */
export async function updateSender(
  tx: Queryable,
  id: string,
  change: SenderChange,
  at: { now: Date; ifMatch: number | null },
): Promise<SenderRow | null> {
  const rows = await tx
    .update(senders)
    .set({ ...change, version: sql`${senders.version} + 1`, updatedAt: at.now })
    .where(
      and(
        eq(senders.id, id),
        isNull(senders.deletedAt),
        at.ifMatch === null ? undefined : eq(senders.version, at.ifMatch),
      ),
    )
    .returning();
  return rows[0] ?? null;
}

/** Takes the default flag from whichever other sender of the channel has it. */
export async function clearDefault(
  tx: Queryable,
  channel: Channel,
  except: { id: string; now: Date; workspaceId: string },
): Promise<void> {
  await tx
    .update(senders)
    .set({ isDefault: false, version: sql`${senders.version} + 1`, updatedAt: except.now })
    .where(
      and(
        eq(senders.workspaceId, except.workspaceId),
        eq(senders.channel, channel),
        eq(senders.isDefault, true),
        ne(senders.id, except.id),
        isNull(senders.deletedAt),
      ),
    );
}

/** Deletes a sender; its row stays for the messages that name it. False: it was not there. */
export async function markSenderDeleted(tx: Queryable, id: string, now: Date): Promise<boolean> {
  const rows = await tx
    .update(senders)
    .set({
      deletedAt: now,
      isDefault: false,
      version: sql`${senders.version} + 1`,
      updatedAt: now,
    })
    .where(and(eq(senders.id, id), isNull(senders.deletedAt)))
    .returning({ id: senders.id });
  return rows.length > 0;
}

import { and, desc, eq, inArray, lt, sql } from 'drizzle-orm';
import {
  liftableReasons,
  type SuppressionChannel,
  type SuppressionReason,
} from '#domain/suppression';
import type { Queryable } from './connect.ts';
import { suppressions } from './schema/suppressions.ts';

export type SuppressionRow = typeof suppressions.$inferSelect;

/** An address of a workspace, on a channel. */
export interface SuppressedAddress {
  workspaceId: string;
  channel: SuppressionChannel;
  address: string;
}

/** The filters of a list; what is undefined does not count. */
export interface SuppressionQuery {
  workspaceId: string;
  address: string | undefined;
  channel: SuppressionChannel | undefined;
  reason: SuppressionReason | undefined;
  /** Older than this one. */
  beforeId: string | undefined;
  limit: number;
}

/** The suppression of an address; `null`: there is none. */
export async function findSuppressionRow(
  tx: Queryable,
  of: SuppressedAddress,
): Promise<SuppressionRow | null> {
  const rows = await tx.select().from(suppressions).where(isOf(of));
  return rows[0] ?? null;
}

/** Suppressions that match, newest first. */
export async function findSuppressionRows(
  tx: Queryable,
  query: SuppressionQuery,
): Promise<SuppressionRow[]> {
  const { workspaceId, address, channel, reason, beforeId, limit } = query;
  return tx
    .select()
    .from(suppressions)
    .where(
      and(
        eq(suppressions.workspaceId, workspaceId),
        address === undefined ? undefined : eq(suppressions.address, address),
        channel === undefined ? undefined : eq(suppressions.channel, channel),
        reason === undefined ? undefined : eq(suppressions.reason, reason),
        beforeId === undefined ? undefined : lt(suppressions.id, beforeId),
      ),
    )
    .orderBy(desc(suppressions.id))
    .limit(limit);
}

/** Suppresses an address. A wish gives way to what is not the recipient's to lift. */
export async function insertSuppression(
  tx: Queryable,
  of: SuppressedAddress,
  reason: SuppressionReason,
  now: Date,
): Promise<void> {
  await tx
    .insert(suppressions)
    .values({ ...of, reason, createdAt: now })
    .onConflictDoUpdate({
      target: [suppressions.workspaceId, suppressions.channel, suppressions.address],
      set: { reason },
      setWhere: inArray(suppressions.reason, [...liftableReasons]),
    });
}

/** Lifts what the recipient had wished; a bounce or the blacklist is not theirs to lift. */
export async function liftSuppression(
  tx: Queryable,
  { workspaceId, channel, address }: SuppressedAddress,
): Promise<void> {
  await tx.execute(sql`
    DELETE FROM suppressions WHERE workspace_id = ${workspaceId} AND channel = ${channel}
      AND address = ${address}
      AND reason = ANY(${sql.param([...liftableReasons])}::text[])`);
}

/** Takes a suppression away, whatever its reason. @returns whether there was one. */
export async function deleteSuppressionRow(tx: Queryable, of: SuppressedAddress): Promise<boolean> {
  const rows = await tx
    .delete(suppressions)
    .where(isOf(of))
    .returning({ address: suppressions.address });
  return rows.length > 0;
}

function isOf({ workspaceId, channel, address }: SuppressedAddress) {
  return and(
    eq(suppressions.workspaceId, workspaceId),
    eq(suppressions.channel, channel),
    eq(suppressions.address, address),
  );
}

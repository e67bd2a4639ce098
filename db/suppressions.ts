import { and, eq, inArray, sql } from 'drizzle-orm';
import {
  liftableReasons,
  type SuppressionChannel,
  type SuppressionReason,
} from '#domain/suppression';
import type { Queryable } from './connect.ts';
import { suppressions } from './schema/suppressions.ts';

/** An address of a workspace, on a channel. */
export interface SuppressedAddress {
  workspaceId: string;
  channel: SuppressionChannel;
  address: string;
}

/** Why nothing more goes to an address; `null` when it may. */
export async function findSuppression(
  tx: Queryable,
  { workspaceId, channel, address }: SuppressedAddress,
): Promise<SuppressionReason | null> {
  const rows = await tx
    .select({ reason: suppressions.reason })
    .from(suppressions)
    .where(
      and(
        eq(suppressions.workspaceId, workspaceId),
        eq(suppressions.channel, channel),
        eq(suppressions.address, address),
      ),
    );
  return rows[0]?.reason ?? null;
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

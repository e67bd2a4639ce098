import { sql } from 'drizzle-orm';
import type { SuppressionChannel, SuppressionReason } from '#domain/suppression';
import type { Queryable } from './connect.ts';
import type { SuppressedAddress } from './suppressions.ts';

type Address = Omit<SuppressedAddress, 'workspaceId'>;

/** Those of a workspace's addresses that nothing more goes to, and why. */
export async function findSuppressions(
  tx: Queryable,
  workspaceId: string,
  of: readonly Address[],
): Promise<(Address & { reason: SuppressionReason })[]> {
  const channels = sql.param(of.map(({ channel }) => channel));
  const addresses = sql.param(of.map(({ address }) => address));
  return tx.execute<{
    channel: SuppressionChannel;
    address: string;
    reason: SuppressionReason;
  }>(sql`
    SELECT s.channel, s.address, s.reason
    FROM unnest(${channels}::text[], ${addresses}::text[]) AS of(channel, address)
    JOIN suppressions s ON s.workspace_id = ${workspaceId} AND s.channel = of.channel
      AND s.address = of.address`);
}

import { sql } from 'drizzle-orm';
import type { Channel } from '#domain/message';
import type { ConsentChange } from '#domain/receipt';
import { channelsSuppressedBy, toSuppressionChannel } from '#domain/suppression';
import { BRIDGE_PROVIDER, lastSentBy } from './bridge-senders.ts';
import type { Queryable } from './connect.ts';
import type { SuppressedAddress } from './suppressions.ts';

/**
 * Whose address a wish is about: the recipient of the message, or whoever wrote to a sender.
 *
 * @returns `null` when nobody here knows the message or the sender.
 */
export async function findConsentSubject(
  tx: Queryable,
  { about, vendor }: ConsentChange,
): Promise<SuppressedAddress | null> {
  if (about.kind === 'message') {
    const rows = await tx.execute<{
      workspace_id: string;
      channel: Channel;
      recipient: string;
    }>(sql`
      SELECT m.workspace_id, m.channel, m.recipient FROM messages m
      JOIN senders s ON s.id = m.sender_id AND s.provider = ${vendor} WHERE m.id = ${about.messageId}`);
    const found = rows[0];
    if (!found) return null;
    const channel = toSuppressionChannel(found.channel);
    return { workspaceId: found.workspace_id, channel, address: found.recipient };
  }
  const { channel, address } = about;
  const senders = sql.param([...about.senders]);
  const channels = sql.param([...channelsSuppressedBy(channel)]);
  const rows = await tx.execute<{ workspace_id: string }>(sql`
    SELECT workspace_id FROM senders s
    WHERE provider = ${vendor} AND channel = ANY(${channels}::text[])
      -- The bridge does not say which of its accounts a message came to.
      AND (coalesce(s.address, service_sid) = ANY(${senders}::text[]) OR provider = ${BRIDGE_PROVIDER})
    -- One that was deleted since had messages, whose recipients may answer.
    ORDER BY deleted_at DESC NULLS FIRST,
      array_position(${senders}::text[], coalesce(s.address, service_sid)),
      ${lastSentBy('s', address)} DESC NULLS LAST LIMIT 1`);
  return rows[0] ? { workspaceId: rows[0].workspace_id, channel, address } : null;
}

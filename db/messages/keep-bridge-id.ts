import { sql } from 'drizzle-orm';
import type { BridgeHandle } from '#domain/receipt';
import type { Queryable } from '../connect.ts';

/**
 * Remembers under which id the bridge reports on a message. It tells so before it answers the
 * request that sent it, so that no report is lost in between. Changes nothing else.
 */
export async function keepBridgeId(tx: Queryable, handle: BridgeHandle): Promise<void> {
  await tx.execute(sql`
    UPDATE messages m SET bridge_message_id = ${handle.providerMessageId}
    FROM senders s WHERE m.id = ${handle.messageId} AND m.bridge_message_id IS NULL
      AND s.id = m.sender_id AND s.provider = ${handle.vendor}
      AND m.attempt_count > 0 AND m.fallback_reason IS NULL`);
}

import { sql } from 'drizzle-orm';
import type { BridgeHandle } from '#domain/receipt';
import type { Queryable } from '../connect.ts';

/**
 * Remembers under which id the bridge reports on a message, before it answers the request that sent
 * it: a report that comes in between is known. Changes nothing else.
 */
export async function keepBridgeId(tx: Queryable, handle: BridgeHandle): Promise<void> {
  await tx.execute(sql`
    UPDATE messages m SET bridge_message_id = ${handle.providerMessageId}
    FROM senders s WHERE m.id = ${handle.messageId} AND m.bridge_message_id IS NULL
      AND s.id = m.sender_id AND s.provider = ${handle.vendor}
      AND m.attempt_count > 0 AND m.fallback_reason IS NULL`);
}

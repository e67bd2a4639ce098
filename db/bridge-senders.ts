import { type SQL, sql } from 'drizzle-orm';
import type { ProviderName } from '#domain/sender';

/** It does not say which of its accounts a message came to: any of its senders may be meant. */
export const BRIDGE_PROVIDER = 'bluebubbles' satisfies ProviderName;

/**
 * When a bridge's sender, a row of `table`, last wrote to an address: who did so last is answered.
 * What is only scheduled there counts for nothing. `NULL` for all other senders.
 */
export function lastSentBy(table: string, address: string): SQL {
  const sender = sql.raw(table);
  return sql`CASE WHEN ${sender}.provider = ${BRIDGE_PROVIDER} THEN (
    SELECT max(coalesce(m.sent_at, m.claimed_at)) FROM messages m
    WHERE m.workspace_id = ${sender}.workspace_id AND m.recipient = ${address}
      AND m.sender_id = ${sender}.id
      AND m.status IN ('sending', 'sent', 'delivered', 'undelivered', 'unknown')) END`;
}

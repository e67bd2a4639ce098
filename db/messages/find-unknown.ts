import { sql } from 'drizzle-orm';
import type { Channel } from '#domain/message';
import type { ProviderName } from '#domain/sender';
import type { Queryable } from '../connect.ts';

/** A message of which its provider is to be asked what became of it. */
export interface UnknownMessage {
  id: string;
  workspaceId: string;
  channel: Channel;
  recipient: string;
  text: string | null;
  /** The sender of the attempt that nobody heard of. */
  senderId: string;
  provider: ProviderName;
  address: string | null;
  serviceSid: string | null;
  /** When the attempts began that had no clear answer. */
  attemptedAt: Date[];
  unknownSince: Date;
  /** How often the provider was asked. */
  tries: number;
  reconcileAt: Date;
}

/** The messages that are to be looked up by now, the longest due first. */
export async function findUnknown(
  db: Queryable,
  now: Date,
  limit: number,
): Promise<UnknownMessage[]> {
  const rows = await db.execute<UnknownRow & Record<string, unknown>>(sql`
    SELECT m.id, m.workspace_id, m.channel, m.recipient, m.text, m.reconcile_at, m.reconcile_tries,
      s.id AS sender_id, s.provider, s.address, s.service_sid, tried.at, tried.unknown_since
    FROM messages m JOIN senders s ON s.id = coalesce((
      SELECT sender_id FROM attempts a WHERE a.message_id = m.id AND a.outcome = 'ambiguous'
      ORDER BY number DESC LIMIT 1), m.sender_id)
    CROSS JOIN LATERAL (
      SELECT jsonb_agg(started_at) AS at, max(finished_at) AS unknown_since FROM attempts a
      WHERE a.message_id = m.id AND a.sender_id = s.id AND a.outcome = 'ambiguous') tried
    -- An iMessage whose SMS is in hand will be told by that.
    WHERE m.status = 'unknown' AND NOT m.falling_back AND m.reconcile_at <= ${now.toISOString()}::timestamptz
    ORDER BY m.reconcile_at LIMIT ${limit}`);
  return rows.map(toUnknownMessage);
}

interface UnknownRow {
  id: string;
  workspace_id: string;
  channel: Channel;
  recipient: string;
  text: string | null;
  reconcile_at: string;
  reconcile_tries: number;
  sender_id: string;
  provider: ProviderName;
  address: string | null;
  service_sid: string | null;
  at: string[] | null;
  unknown_since: string | null;
}

function toUnknownMessage(row: UnknownRow): UnknownMessage {
  const reconcileAt = new Date(row.reconcile_at);
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    channel: row.channel,
    recipient: row.recipient,
    text: row.text,
    senderId: row.sender_id,
    provider: row.provider,
    address: row.address,
    serviceSid: row.service_sid,
    attemptedAt: (row.at ?? []).map((at) => new Date(at)),
    unknownSince: row.unknown_since ? new Date(row.unknown_since) : reconcileAt,
    tries: row.reconcile_tries,
    reconcileAt,
  };
}

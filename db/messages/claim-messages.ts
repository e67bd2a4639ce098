import { type SQL, sql } from 'drizzle-orm';
import type { Queryable } from '../connect.ts';
import { claimedEmail } from './claimed-email.ts';
import { type ClaimedMessage, type ClaimRow, toClaimedMessage } from './claimed-message.ts';
import { wentOut } from './went-out.ts';

/**
 * The claim: the one atomic step from `scheduled` to `sending`, with its attempt, in one statement.
 *
 * @param version the one that was checked and waited for.
 * @returns `null` when somebody else was quicker: read the row, and do what it says.
 */
export async function claimMessage(
  tx: Queryable,
  id: string,
  version: number,
  now: Date,
): Promise<ClaimedMessage | null> {
  // Locked, so that a change in the making is waited for, and its version seen.
  const which = sql`SELECT id, due_at FROM messages
    WHERE id = ${id} AND version = ${version} AND due_at <= ${now.toISOString()}::timestamptz
    FOR UPDATE`;
  const claimed = await claim(tx, which, now);
  return claimed[0] ?? null;
}

export interface PastDue {
  /** Only what has been due since before this instant. */
  dueBefore: Date;
  now: Date;
  /** How many at the most. */
  limit: number;
}

/** Picked for each that is claimed: others may be claiming the first ones. */
const AHEAD = 4;

/**
 * Claims what is past due, of each sender of each workspace in turn, so that nobody's crowd keeps
 * others waiting. Skips rows that somebody else is changing.
 */
export async function claimPastDue(tx: Queryable, past: PastDue): Promise<ClaimedMessage[]> {
  const isDue = sql`${claimable} AND due_at <= ${past.dueBefore.toISOString()}::timestamptz`;
  // Two loose index scans step from one line to the next, whatever the crowd; nothing is read
  // while nothing is due. What was picked is looked at again when it is locked.
  const which = sql`
    WITH RECURSIVE lines AS (
      (SELECT workspace_id, sender_id FROM messages
        WHERE ${claimable} AND EXISTS (SELECT FROM messages WHERE ${isDue})
        ORDER BY workspace_id, sender_id LIMIT 1)
      UNION ALL
      SELECT following.workspace_id, following.sender_id FROM lines CROSS JOIN LATERAL (
        SELECT workspace_id, sender_id FROM messages
        WHERE ${claimable} AND (workspace_id, sender_id) > (lines.workspace_id, lines.sender_id)
        ORDER BY workspace_id, sender_id LIMIT 1) following
    ),
    due_lines AS MATERIALIZED (
      SELECT workspace_id, sender_id, count(*) OVER () AS number_of_lines FROM lines
      WHERE EXISTS (SELECT FROM messages m WHERE ${isDue}
        AND m.workspace_id = lines.workspace_id AND m.sender_id = lines.sender_id)
    ),
    candidates AS (
      SELECT due.id, due.turn, row_number() OVER (PARTITION BY due_lines.workspace_id, due.turn
        ORDER BY due.due_at, random()) AS sender_turn, due.due_at
      FROM due_lines CROSS JOIN LATERAL (
        SELECT id, due_at, row_number() OVER (ORDER BY due_at) AS turn FROM messages m
        WHERE ${isDue} AND m.workspace_id = due_lines.workspace_id
          AND m.sender_id = due_lines.sender_id
        ORDER BY due_at LIMIT greatest(2, ${past.limit * AHEAD}::int / number_of_lines)) due
    ),
    picked AS MATERIALIZED (
      SELECT id, row_number() OVER (ORDER BY turn, sender_turn, due_at) AS place FROM candidates
      ORDER BY place LIMIT ${past.limit * AHEAD}
    )
    SELECT m.id, m.due_at FROM picked JOIN messages m ON m.id = picked.id
    WHERE m.status = 'scheduled' AND NOT m.held AND m.due_at <= ${past.dueBefore.toISOString()}::timestamptz
    ORDER BY place LIMIT ${past.limit} FOR UPDATE OF m SKIP LOCKED`;
  return claim(tx, which, past.now);
}

/**
 * Claims messages that may be out already and are sent again (`onUnknown: "resend"`), and iMessages
 * that were not delivered in time and go as SMS (N3).
 */
export async function claimResends(
  tx: Queryable,
  now: Date,
  limit: number,
): Promise<ClaimedMessage[]> {
  const which = sql`SELECT id, due_at FROM messages
    WHERE status <> 'scheduled' AND next_attempt_at <= ${now.toISOString()}::timestamptz
    ORDER BY next_attempt_at LIMIT ${limit} FOR UPDATE SKIP LOCKED`;
  return claim(tx, which, now);
}

// Literally the condition of the index messages_due.
const claimable = sql.raw(`status = 'scheduled' AND NOT held`);

async function claim(tx: Queryable, which: SQL, now: Date): Promise<ClaimedMessage[]> {
  const at = now.toISOString();
  const rows = await tx.execute<ClaimRow & Record<string, unknown>>(sql`
    WITH which AS MATERIALIZED (${which}),
    claimed AS (
      UPDATE messages m SET version = m.version + 1, claimed_at = ${at}::timestamptz,
        attempt_count = m.attempt_count + 1, next_attempt_at = NULL, updated_at = ${at}::timestamptz,
        -- An iMessage that was not delivered in time was sent all the same: its status stays.
        status = CASE WHEN ${wentOut} THEN m.status ELSE 'sending' END,
        falling_back = ${wentOut},
        fallback_reason = CASE WHEN ${wentOut} THEN 'imessage_not_delivered' ELSE m.fallback_reason END
      FROM which WHERE m.id = which.id AND ((m.status = 'scheduled' AND NOT m.held)
        OR (m.status <> 'scheduled' AND m.next_attempt_at IS NOT NULL))
      RETURNING m.*, which.due_at AS was_due_at, m.fallback_reason IS NOT NULL AS is_fallback,
        CASE WHEN m.fallback_reason IS NULL THEN m.sender_id ELSE m.fallback_sender_id END AS carrier_id,
        CASE WHEN m.fallback_reason IS NULL THEN m.channel ELSE 'sms' END AS carrier_channel
    ),
    attempt AS (
      INSERT INTO attempts (workspace_id, message_id, number, sender_id, started_at)
      SELECT workspace_id, id, attempt_count, carrier_id, ${at}::timestamptz FROM claimed
    ),
    event AS (
      INSERT INTO message_events (workspace_id, message_id, kind, at, details)
      SELECT workspace_id, id, 'sending', ${at}::timestamptz, jsonb_strip_nulls(jsonb_build_object(
        'attempt', attempt_count, 'senderId', carrier_id, 'fallback', fallback_reason)) FROM claimed
    )
    SELECT c.id, c.workspace_id, c.attempt_count, c.claimed_at, c.send_at, c.was_due_at, c.on_unknown,
      -- What goes as SMS because it was not delivered is late by nature.
      CASE WHEN c.falling_back THEN NULL ELSE c.if_late END AS if_late,
      c.carrier_channel, c.is_fallback, c.recipient, c.recipient_name, c.subject, c.text, c.html,
      c.media_urls, c.content_sid, c.content_variables, s.id AS sender_id, s.provider,
      s.address, s.service_sid, s.name, s.active, s.deleted_at, s.settings,
      before.earlier_attempts, before.first_attempt_at, before.ambiguous_before,
      CASE WHEN c.channel = 'imessage' AND NOT c.is_fallback AND c.fallback_sender_id IS NOT NULL THEN
        (SELECT w.imessage_fallback_seconds * 1000 FROM workspaces w WHERE w.id = c.workspace_id)
      END AS fallback_after_ms,
      EXISTS (SELECT FROM suppressions x WHERE x.workspace_id = c.workspace_id
        AND x.channel IN (CASE c.channel WHEN 'mms' THEN 'sms' ELSE c.channel END,
          CASE c.carrier_channel WHEN 'mms' THEN 'sms' ELSE c.carrier_channel END)
        AND x.address = c.recipient) AS suppressed,
      ${claimedEmail}
    FROM claimed c JOIN senders s ON s.id = c.carrier_id
    CROSS JOIN LATERAL (
      SELECT count(*) FILTER (WHERE started_at >= c.send_at)::int AS earlier_attempts,
        min(started_at) FILTER (WHERE started_at >= c.send_at) AS first_attempt_at,
        count(*) FILTER (WHERE outcome = 'ambiguous')::int AS ambiguous_before
      FROM attempts a
      WHERE a.message_id = c.id AND a.sender_id = c.carrier_id AND c.attempt_count > 1) before`);
  return rows.map(toClaimedMessage);
}

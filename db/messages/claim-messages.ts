import { type SQL, sql } from 'drizzle-orm';
import type { Database, Queryable } from '../connect.ts';
import { carrier, isBefore, isInLine } from './carrier.ts';
import { claimedEmail } from './claimed-email.ts';
import { type ClaimedMessage, type ClaimRow, toClaimedMessage } from './claimed-message.ts';
import { claimedQuiet, QUIET_CODE, waitedQuietly } from './claimed-quiet.ts';
import { type Claimable, findPastDue, isPastDue, type PastDue } from './find-past-due.ts';
import { findResendsDue } from './find-resends-due.ts';
import { holdsFreeRunningBatch, holdsRunningBatch } from './of-running-batch.ts';
import { grantAll, grantTurns } from './pace.ts';
import { wentOut } from './went-out.ts';

/** Which message is claimed, and when. */
export interface Claim {
  id: string;
  /** The one that was checked and waited for. */
  version: number;
  now: Date;
}

/**
 * The claim: the one atomic step from `scheduled` to `sending`, with its attempt, in one statement.
 *
 * @returns `null` when somebody else was quicker, or the sender has a rate: read the row, and do
 * what it says.
 */
export async function claimMessage(
  tx: Queryable,
  id: string,
  version: number,
  now: Date,
): Promise<ClaimedMessage | null> {
  const isFree = sql`s.rate_per_second IS NULL`;
  const claimed = await claim(tx, {
    which: lockOne({ id, version, now }, isFree),
    grant: grantAll,
    now,
  });
  return claimed[0] ?? null;
}

/**
 * The same for a message whose sender has a rate: it is claimed with the sender's next turn, if
 * that has come, and if no other message of the sender is before it.
 */
export async function claimInTurn(tx: Queryable, one: Claim): Promise<ClaimedMessage | null> {
  const isFirst = sql`(s.rate_per_second IS NULL OR NOT (${isInLine})
    OR NOT EXISTS (SELECT FROM messages e WHERE ${isBefore}))`;
  const { now } = one;
  const claimed = await claim(tx, { which: lockOne(one, isFirst), grant: grantTurns(now), now });
  return claimed[0] ?? null;
}

/**
 * Claims what is past due, of each sender of each workspace in turn and within its rate. Skips
 * rows that somebody else is changing.
 */
export async function claimPastDue(db: Database, past: PastDue): Promise<ClaimedMessage[]> {
  return claimPicked(db, await findPastDue(db, past), past);
}

/**
 * Claims messages that may be out already and are sent again (`onUnknown: "resend"`), and iMessages
 * that were not delivered in time and go as SMS (N3).
 */
export async function claimResends(tx: Queryable, past: PastDue): Promise<ClaimedMessage[]> {
  return claimPicked(tx, await findResendsDue(tx, past), past);
}

/** What was picked is looked at again when it is locked. @returns what was had, in its order. */
async function claimPicked(
  tx: Queryable,
  picked: readonly Claimable[],
  past: PastDue,
): Promise<ClaimedMessage[]> {
  if (picked.length === 0) return [];
  const { now, limit } = past;
  const isPaced = picked.some((each) => each.isPaced);
  const which = sql`SELECT m.id, m.due_at, s.id AS sender_id
    FROM unnest(${sql.param(picked.map(({ id }) => id))}::text[]) WITH ORDINALITY AS picked(id, place)
    JOIN messages m ON m.id = picked.id JOIN senders s ON s.id = ${carrier}
    WHERE ${inHand} AND ${isPastDue(past)}
      AND ${isPaced ? sql`true` : sql`s.rate_per_second IS NULL`} AND ${holdsFreeRunningBatch}
    ORDER BY place LIMIT ${limit} FOR UPDATE OF m SKIP LOCKED`;
  const claimed = await claim(tx, { which, grant: isPaced ? grantTurns(now) : grantAll, now });
  const places = new Map(picked.map(({ id }, place) => [id, place]));
  return claimed.sort((a, b) => (places.get(a.id) ?? 0) - (places.get(b.id) ?? 0));
}

/** Locked, so that a change in the making is waited for, and its version seen. */
function lockOne({ id, version, now }: Claim, isFree: SQL): SQL {
  return sql`SELECT m.id, m.due_at, s.id AS sender_id FROM messages m JOIN senders s ON s.id = ${carrier}
    WHERE m.id = ${id} AND m.version = ${version} AND m.due_at <= ${now.toISOString()}::timestamptz
      AND ${inHand} AND ${isFree} AND ${holdsRunningBatch}
    FOR UPDATE OF m`;
}

const inHand = sql.raw(`((m.status = 'scheduled' AND NOT m.held)
  OR (m.status <> 'scheduled' AND m.next_attempt_at IS NOT NULL))`);

/** Its sender's rate kept it waiting: `true`, or `NULL`. What goes within that is on time. */
function wasPaced(at: string): SQL {
  return sql`CASE WHEN was_due_at < ${at}::timestamptz - interval '200 milliseconds' AND EXISTS (
    SELECT FROM senders s WHERE s.id = carrier_id AND s.rate_per_second IS NOT NULL) THEN true END`;
}

interface Claiming {
  which: SQL;
  /** Makes `granted` of `which`. */
  grant: SQL;
  now: Date;
}

async function claim(tx: Queryable, { which, grant, now }: Claiming): Promise<ClaimedMessage[]> {
  const at = now.toISOString();
  const rows = await tx.execute<ClaimRow & Record<string, unknown>>(sql`
    WITH which AS MATERIALIZED (${which}),
    ${grant},
    claimed AS (
      UPDATE messages m SET version = m.version + 1, claimed_at = ${at}::timestamptz,
        attempt_count = m.attempt_count + 1, next_attempt_at = NULL, updated_at = ${at}::timestamptz,
        -- An iMessage that was not delivered in time was sent all the same: its status stays.
        status = CASE WHEN ${wentOut} THEN m.status ELSE 'sending' END,
        falling_back = ${wentOut},
        fallback_reason = CASE WHEN ${wentOut} THEN 'imessage_not_delivered' ELSE m.fallback_reason END
      FROM granted WHERE m.id = granted.id AND ${inHand}
      RETURNING m.*, granted.due_at AS was_due_at, m.fallback_reason IS NOT NULL AS is_fallback,
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
        'attempt', attempt_count, 'senderId', carrier_id, 'fallback', fallback_reason,
        'dueAt', to_char(was_due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'paced', ${wasPaced(at)})) FROM claimed
    )
    SELECT c.id, c.workspace_id, c.attempt_count, c.claimed_at, c.send_at, c.was_due_at, c.on_unknown,
      -- What goes as SMS because it was not delivered is late by nature.
      CASE WHEN c.falling_back THEN NULL ELSE c.if_late END AS if_late,
      c.carrier_channel, c.is_fallback, c.falling_back, c.recipient, c.recipient_name, c.subject, c.text, c.html,
      c.media_urls, c.content_sid, c.content_variables, s.id AS sender_id, s.provider,
      s.address, s.service_sid, s.name, s.active, s.deleted_at, s.settings,
      before.earlier_attempts, before.first_attempt_at, before.ambiguous_before, waited.quiet_ms, waited.quiet_retry_ms,
      CASE WHEN c.channel = 'imessage' AND NOT c.is_fallback AND c.fallback_sender_id IS NOT NULL THEN
        (SELECT w.imessage_fallback_seconds * 1000 FROM workspaces w WHERE w.id = c.workspace_id)
      END AS fallback_after_ms,
      EXISTS (SELECT FROM contacts k WHERE k.id = c.contact_id AND k.deleted_at IS NOT NULL)
        AS contact_deleted,
      EXISTS (SELECT FROM suppressions x WHERE x.workspace_id = c.workspace_id
        AND x.channel IN (CASE c.channel WHEN 'mms' THEN 'sms' ELSE c.channel END,
          CASE c.carrier_channel WHEN 'mms' THEN 'sms' ELSE c.carrier_channel END)
        AND x.address = c.recipient) AS suppressed,
      ${claimedQuiet}, ${claimedEmail}
    FROM claimed c JOIN senders s ON s.id = c.carrier_id
    CROSS JOIN LATERAL (
      SELECT count(*) FILTER (WHERE started_at >= c.send_at)::int AS earlier_attempts,
        min(started_at) FILTER (WHERE started_at >= c.send_at) AS first_attempt_at,
        count(*) FILTER (WHERE outcome = 'ambiguous')::int AS ambiguous_before
      FROM attempts a
      WHERE a.message_id = c.id AND a.sender_id = c.carrier_id AND c.attempt_count > 1
        AND a.code IS DISTINCT FROM ${QUIET_CODE}) before
    ${waitedQuietly}`);
  return rows.map(toClaimedMessage);
}

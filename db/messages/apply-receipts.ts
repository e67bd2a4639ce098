import { sql } from 'drizzle-orm';
import { type Receipt, reportedStatuses, toFailureDetail } from '#domain/receipt';
import { statusesBefore } from '#domain/status';
import type { Queryable } from '../connect.ts';

/** What became of a batch of receipts. */
export interface AppliedReceipts {
  /** Seen for the first time, of messages that are there. */
  fresh: number;
  /** Messages whose status moved. */
  moved: number;
  /** iMessages that need no SMS any more: their workflows may be waiting. */
  arrived: string[];
}

const nothing: AppliedReceipts = { fresh: 0, moved: 0, arrived: [] };

/**
 * Moves messages to what their provider reports, forward only: of several reports of one message
 * the furthest counts, whatever their order. A report that was seen before changes nothing; one
 * that comes too late is kept on the timeline. All in one statement.
 */
export async function applyReceipts(
  tx: Queryable,
  receipts: readonly Receipt[],
  now: Date,
): Promise<AppliedReceipts> {
  if (receipts.length === 0) return nothing;
  const rows = await tx.execute<AppliedReceipts & Record<string, unknown>>(sql`
    WITH report AS (
      SELECT * FROM jsonb_to_recordset(${toJson(receipts, now)}::jsonb) AS r(
        place int, vendor text, dedupe_key text, message_id text, provider_message_id text,
        status text, rank int, status_before text[], code text, detail text, at timestamptz)
    ),
    named AS (
      SELECT r.*, coalesce(r.message_id, (SELECT m.id FROM messages m
        WHERE m.bridge_message_id = r.provider_message_id LIMIT 1)) AS id FROM report r
    ),
    locked AS MATERIALIZED (
      SELECT m.id, m.workspace_id, m.status, m.attempt_count, m.next_attempt_at, m.sender_id,
        m.fallback_sender_id, m.fallback_reason, m.falling_back, coalesce(m.sent_at, m.claimed_at) AS earliest
      FROM messages m WHERE m.id IN (SELECT id FROM named) ORDER BY m.id FOR UPDATE OF m
    ),
    known AS (
      SELECT n.place, n.vendor, n.dedupe_key, l.id AS message_id, n.provider_message_id, n.status,
        n.rank, n.status_before, n.code, n.detail, l.workspace_id, l.status AS status_now,
        l.attempt_count,
        -- Some vendors tell whole seconds: nothing is reported from before the message was sent.
        greatest(n.at, l.earliest) AS at,
        -- Once an iMessage went as SMS, its own reports are kept and change nothing.
        n.vendor = CASE WHEN l.fallback_reason IS NULL THEN s.provider ELSE f.provider END
          OR l.status = 'failed'
          OR (n.status = 'delivered' AND l.next_attempt_at IS NOT NULL) AS counts,
        -- An iMessage that failed goes as SMS, also when that is told before its sender is answered.
        n.status IN ('failed', 'undelivered') AND l.fallback_reason IS NULL
          AND l.fallback_sender_id IS NOT NULL AND (l.status = 'sending'
            OR (l.next_attempt_at IS NOT NULL AND l.status IN ('sent', 'unknown'))) AS falls_back,
        n.status = 'delivered' AND l.fallback_reason IS NOT NULL
          AND (l.falling_back OR l.status = 'sending') AS is_for_later
      FROM named n JOIN locked l ON l.id = n.id
      JOIN senders s ON s.id = l.sender_id LEFT JOIN senders f ON f.id = l.fallback_sender_id
      WHERE n.vendor = s.provider OR (n.vendor = f.provider AND l.fallback_reason IS NOT NULL)
    ),
    fresh AS (
      INSERT INTO receipts (vendor, dedupe_key, workspace_id, message_id, received_at)
      SELECT vendor, dedupe_key, workspace_id, message_id, ${now.toISOString()}::timestamptz
      FROM known ORDER BY dedupe_key ON CONFLICT DO NOTHING
      RETURNING vendor, dedupe_key
    ),
    furthest AS (
      SELECT DISTINCT ON (message_id) known.* FROM known JOIN fresh USING (vendor, dedupe_key)
      -- One that waits for another attempt was taken after all.
      WHERE counts AND (falls_back OR status_now = ANY(status_before)
        OR (status_now = 'scheduled' AND attempt_count > 0))
      ORDER BY message_id, rank DESC, place
    ),
    moved AS (
      UPDATE messages m SET updated_at = ${now.toISOString()}::timestamptz, version = m.version + 1,
        status = CASE WHEN NOT f.falls_back THEN f.status
          WHEN m.status = 'sending' THEN 'unknown' ELSE m.status END,
        sent_at = CASE WHEN f.status = 'failed' THEN m.sent_at ELSE coalesce(m.sent_at, f.at) END,
        delivered_at = CASE WHEN f.status = 'delivered' THEN f.at END,
        provider_message_id = coalesce(m.provider_message_id, f.provider_message_id),
        failure_code = CASE WHEN NOT f.falls_back THEN f.code END,
        failure_detail = CASE WHEN NOT f.falls_back THEN f.detail END,
        falling_back = false, reconcile_at = NULL,
        next_attempt_at = CASE WHEN f.falls_back THEN ${now.toISOString()}::timestamptz END
      FROM furthest f WHERE m.id = f.message_id
      RETURNING m.id, m.channel, f.place, f.falls_back,
        f.falls_back AND f.status_now = 'sending' AS is_unknown_now
    ),
    -- With the SMS in a provider's hands, its outcome decides whether this matters.
    kept AS (
      UPDATE messages m SET delivered_at = k.at FROM known k JOIN fresh USING (vendor, dedupe_key)
      WHERE m.id = k.message_id AND k.is_for_later AND NOT k.counts
        AND NOT EXISTS (SELECT FROM furthest f WHERE f.message_id = k.message_id)
    ),
    closed AS (
      UPDATE attempts a SET finished_at = f.at, outcome = 'accepted'
      FROM furthest f WHERE a.message_id = f.message_id AND NOT f.falls_back
        AND (a.finished_at IS NULL OR a.outcome = 'ambiguous')
        AND a.sender_id IN (SELECT id FROM senders WHERE provider = f.vendor)
    ),
    event AS (
      INSERT INTO message_events (workspace_id, message_id, kind, at, details)
      SELECT k.workspace_id, k.message_id,
        CASE WHEN moved.place = k.place AND NOT moved.falls_back THEN k.status
          WHEN moved.place = k.place AND moved.is_unknown_now THEN 'unknown' ELSE 'receipt' END, k.at,
        jsonb_strip_nulls(jsonb_build_object('provider', k.vendor, 'status', k.status, 'code', k.code))
      FROM known k JOIN fresh USING (vendor, dedupe_key) LEFT JOIN moved ON moved.id = k.message_id
      ORDER BY k.place
    )
    SELECT (SELECT count(*)::int FROM fresh) AS fresh, (SELECT count(*)::int FROM moved) AS moved,
      (SELECT coalesce(jsonb_agg(id), '[]') FROM moved
        WHERE channel = 'imessage' AND NOT falls_back) AS arrived`);
  return rows[0] ?? nothing;
}

function toJson(receipts: readonly Receipt[], now: Date): string {
  // The first of those that came twice in one request.
  const unique = new Map<string, Receipt>();
  for (const receipt of receipts) {
    const key = `${receipt.vendor} ${receipt.dedupeKey}`;
    if (!unique.has(key)) unique.set(key, receipt);
  }
  return JSON.stringify(
    [...unique.values()].map((receipt, place) => toRecord(receipt, place, now)),
  );
}

function toRecord({ status, code, at, ...receipt }: Receipt, place: number, now: Date) {
  const detail = toFailureDetail(status);
  return {
    place,
    vendor: receipt.vendor,
    dedupe_key: receipt.dedupeKey,
    message_id: receipt.messageId,
    provider_message_id: receipt.providerMessageId,
    status,
    rank: reportedStatuses.indexOf(status),
    status_before: statusesBefore(status),
    code: detail === null ? null : (code ?? status),
    detail,
    at: at ?? now,
  };
}

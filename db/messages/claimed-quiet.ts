import { sql } from 'drizzle-orm';

/** What the gate knows of the recipient's quiet hours (T7); `null` where the workspace has none. */
export const claimedQuiet = sql.raw(`
  (SELECT jsonb_build_object('quietHours', w.quiet_hours, 'workspaceTimeZone', w.default_time_zone,
    'contactTimeZone', (SELECT k.time_zone FROM contacts k WHERE k.id = c.contact_id))
  FROM workspaces w WHERE w.id = c.workspace_id AND w.quiet_hours IS NOT NULL) AS quiet`);

/** The code of an attempt that quiet hours kept back: it counts for nothing. */
export const QUIET_CODE = 'quiet_hours';

/**
 * How long quiet hours have kept a message waiting since its send time, and since its first attempt,
 * in milliseconds: neither makes it late, or ends its retries. Nothing is read at a first attempt.
 */
export const waitedQuietly = sql.raw(`
  CROSS JOIN LATERAL (
    SELECT coalesce(sum(ms), 0)::float8 AS quiet_ms,
      coalesce(sum(ms) FILTER (WHERE at >= before.first_attempt_at), 0)::float8 AS quiet_retry_ms
    FROM (
      SELECT e.at, extract(epoch FROM
        (e.details->>'until')::timestamptz - (e.details->>'from')::timestamptz) * 1000 AS ms
      FROM message_events e
      WHERE c.attempt_count > 1 AND e.message_id = c.id AND e.kind = 'postponed'
        AND e.at >= c.send_at) wait) waited`);

import { sql } from 'drizzle-orm';
import type { ZoneRules } from '#domain/time-zone';
import type { Database, Queryable } from '../connect.ts';
import { noteForRelay } from '../outbox.ts';
import { type OutdatedRow, toZoneChange, type ZoneChange } from './to-zone-change.ts';

const CHUNK = 500;
// Any number that nobody else locks.
const RERESOLVE_LOCK = 1_204_587_664;

/**
 * Resolves pending local times again that an older version of the zone rules made into instants
 * (T3). Records each change on its message. Several processes take turns.
 *
 * @returns how many messages moved.
 */
export async function reresolveMessages(
  db: Database,
  rules: ZoneRules,
  now: Date,
): Promise<number> {
  let moved = 0;
  for (;;) {
    const done = await db.transaction(async (tx) => {
      await tx.execute(sql`SELECT pg_advisory_xact_lock(${RERESOLVE_LOCK})`);
      return reresolveChunk(tx, rules, now);
    });
    moved += done.moved;
    if (done.seen < CHUNK) return moved;
  }
}

async function reresolveChunk(tx: Queryable, rules: ZoneRules, now: Date) {
  const rows = await findOutdated(tx, rules.version);
  const changes = rows.map((row) => toZoneChange(row, rules, now));
  await store(tx, changes, rules.version, now);
  const movedIds = changes.filter((change) => change.moved).map((change) => change.id);
  await noteForRelay(tx, movedIds);
  return { seen: rows.length, moved: movedIds.length };
}

async function findOutdated(tx: Queryable, version: string): Promise<OutdatedRow[]> {
  // Versions are a year and a letter, so that they compare as text; only newer rules count.
  return tx.execute<OutdatedRow & Record<string, unknown>>(sql`
    SELECT m.id, m.requested_send_at, m.time_zone, m.ambiguous_time, m.send_at, m.local_send_at,
      m.tz_version, m.moved_from, m.timing_reason, w.quiet_hours, w.default_time_zone,
      (SELECT k.time_zone FROM contacts k WHERE k.id = m.contact_id) AS contact_time_zone
    FROM messages m JOIN workspaces w ON w.id = m.workspace_id
    WHERE m.status = 'scheduled' AND m.timing_kind = 'local' AND m.tz_version < ${version}
    ORDER BY m.tz_version, m.id LIMIT ${CHUNK} FOR UPDATE OF m`);
}

async function store(
  tx: Queryable,
  changes: readonly ZoneChange[],
  version: string,
  now: Date,
): Promise<void> {
  if (changes.length === 0) return;
  const at = now.toISOString();
  await tx.execute(sql`
    WITH change AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(changes)}::jsonb)
        AS c(id text, moved boolean, "sendAt" timestamptz, "localSendAt" text,
          "movedFrom" timestamptz, reason text, details jsonb)
    ),
    changed AS (
      UPDATE messages m SET tz_version = ${version}, send_at = c."sendAt",
        local_send_at = c."localSendAt", moved_from = c."movedFrom", timing_reason = c.reason,
        version = m.version + c.moved::int,
        next_attempt_at = CASE WHEN c.moved THEN NULL ELSE m.next_attempt_at END,
        updated_at = ${at}::timestamptz
      FROM change c WHERE m.id = c.id
      RETURNING m.workspace_id, m.id, c.moved, c.details
    )
    INSERT INTO message_events (workspace_id, message_id, kind, at, details)
    SELECT workspace_id, id, 'zone_rules_changed', ${at}::timestamptz, details FROM changed WHERE moved`);
}

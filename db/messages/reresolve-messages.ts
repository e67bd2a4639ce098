import { sql } from 'drizzle-orm';
import { type LocalIntent, reresolve } from '#domain/reresolve';
import type { ZoneRules } from '#domain/time-zone';
import type { AmbiguousTime } from '#domain/timing';
import type { Database, Queryable } from '../connect.ts';
import { noteForRelay } from '../outbox.ts';

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
  const changes = rows.map((row) => toChange(row, rules));
  await store(tx, changes, rules.version, now);
  const movedIds = changes.filter((change) => change.moved).map((change) => change.id);
  await noteForRelay(tx, movedIds);
  return { seen: rows.length, moved: movedIds.length };
}

interface OutdatedRow {
  id: string;
  requested_send_at: string;
  time_zone: string;
  ambiguous_time: AmbiguousTime;
  send_at: string;
  local_send_at: string | null;
  tz_version: string;
}

async function findOutdated(tx: Queryable, version: string): Promise<OutdatedRow[]> {
  // Versions are a year and a letter, so that they compare as text; only newer rules count.
  return tx.execute<OutdatedRow & Record<string, unknown>>(sql`
    SELECT id, requested_send_at, time_zone, ambiguous_time, send_at, local_send_at, tz_version
    FROM messages
    WHERE status = 'scheduled' AND timing_kind = 'local' AND tz_version < ${version}
    ORDER BY tz_version, id LIMIT ${CHUNK} FOR UPDATE`);
}

interface ZoneChange {
  id: string;
  moved: boolean;
  sendAt: string;
  localSendAt: string | null;
  details: Record<string, unknown>;
}

function toChange(row: OutdatedRow, rules: ZoneRules): ZoneChange {
  const intent: LocalIntent = {
    requestedSendAt: row.requested_send_at,
    timeZone: row.time_zone,
    ambiguousTime: row.ambiguous_time,
  };
  const before = new Date(row.send_at).toISOString();
  const found = reresolve(intent, rules);
  if (found.kind === 'kept') {
    return {
      id: row.id,
      moved: false,
      sendAt: before,
      localSendAt: row.local_send_at,
      details: {},
    };
  }
  const sendAt = found.sendAt.toISOString();
  const details = {
    from: before,
    to: sendAt,
    tzVersionBefore: row.tz_version,
    tzVersion: found.tzVersion,
    zoneNote: found.zoneNote,
    fellBack: found.fellBack,
  };
  return { id: row.id, moved: sendAt !== before, sendAt, localSendAt: found.localSendAt, details };
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
        AS c(id text, moved boolean, "sendAt" timestamptz, "localSendAt" text, details jsonb)
    ),
    changed AS (
      UPDATE messages m SET tz_version = ${version}, send_at = c."sendAt",
        local_send_at = c."localSendAt", version = m.version + c.moved::int,
        next_attempt_at = CASE WHEN c.moved THEN NULL ELSE m.next_attempt_at END,
        updated_at = ${at}::timestamptz
      FROM change c WHERE m.id = c.id
      RETURNING m.workspace_id, m.id, c.moved, c.details
    )
    INSERT INTO message_events (workspace_id, message_id, kind, at, details)
    SELECT workspace_id, id, 'zone_rules_changed', ${at}::timestamptz, details FROM changed WHERE moved`);
}

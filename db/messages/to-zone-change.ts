import { type MovedTime, moveAgain } from '#domain/move-again';
import type { QuietHours } from '#domain/quiet-hours';
import { type Reresolved, reresolve } from '#domain/reresolve';
import type { ZoneRules } from '#domain/time-zone';
import type { AmbiguousTime, TimingReason } from '#domain/timing';
import { toLocal } from '#domain/to-local';

/** A pending local time that older rules made into an instant, with what decides its quiet hours. */
export interface OutdatedRow {
  id: string;
  requested_send_at: string;
  time_zone: string;
  ambiguous_time: AmbiguousTime;
  send_at: string;
  local_send_at: string | null;
  tz_version: string;
  moved_from: string | null;
  timing_reason: TimingReason;
  quiet_hours: QuietHours | null;
  default_time_zone: string;
  contact_time_zone: string | null;
}

/** What the new rules make of it: a row of the statement's input. */
export interface ZoneChange {
  id: string;
  moved: boolean;
  sendAt: Date;
  localSendAt: string | null;
  movedFrom: Date | null;
  reason: TimingReason;
  details: Record<string, unknown>;
}

/** Resolves a row again, and moves it out of the quiet hours again (T3, T7). */
export function toZoneChange(row: OutdatedRow, rules: ZoneRules, now: Date): ZoneChange {
  const before: MovedTime = {
    sendAt: new Date(row.send_at),
    movedFrom: row.moved_from === null ? null : new Date(row.moved_from),
  };
  const found = reresolve(
    {
      requestedSendAt: row.requested_send_at,
      timeZone: row.time_zone,
      ambiguousTime: row.ambiguous_time,
    },
    rules,
  );
  if (found.kind === 'kept') {
    const { local_send_at: localSendAt, timing_reason: reason } = row;
    return { id: row.id, moved: false, ...before, localSendAt, reason, details: {} };
  }
  return toChange(row, before, found, { rules, now });
}

function toChange(
  row: OutdatedRow,
  before: MovedTime,
  found: Extract<Reresolved, { kind: 'resolved' }>,
  { rules, now }: { rules: ZoneRules; now: Date },
): ZoneChange {
  const facts = {
    quietHours: row.quiet_hours,
    contactTimeZone: row.contact_time_zone,
    workspaceTimeZone: row.default_time_zone,
  };
  const resolvedAt = found.sendAt;
  const { sendAt, movedFrom, quiet } = moveAgain({ before, resolvedAt, facts, rules, now });
  const moved = sendAt.getTime() !== before.sendAt.getTime();
  const isAsAsked = quiet === null && (moved || before.movedFrom !== null);
  return {
    id: row.id,
    moved,
    sendAt,
    localSendAt: toLocal(sendAt.getTime(), row.time_zone, rules),
    movedFrom,
    reason: isAsAsked ? 'requested' : quiet ? 'quiet_hours' : row.timing_reason,
    details: {
      from: before.sendAt,
      to: sendAt,
      tzVersionBefore: row.tz_version,
      tzVersion: found.tzVersion,
      zoneNote: found.zoneNote,
      fellBack: found.fellBack,
      ...(quiet && { movedFrom, quietHours: { timeZone: quiet.timeZone, zoneOf: quiet.zoneOf } }),
    },
  };
}

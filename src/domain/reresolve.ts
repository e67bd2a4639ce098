import { parseSendAt } from './parse-send-at.ts';
import { resolveLocalTime } from './resolve-local-time.ts';
import type { ZoneRules } from './time-zone.ts';
import type { AmbiguousTime, ZoneNote } from './timing.ts';
import { toLocal } from './to-local.ts';

/** What a message keeps of a local send time (T3): as the caller wrote it, and the rule. */
export interface LocalIntent {
  requestedSendAt: string;
  timeZone: string;
  ambiguousTime: AmbiguousTime;
}

/** The send time under the new rules; or that there is none, so that the old instant stays. */
export type Reresolved =
  | {
      kind: 'resolved';
      sendAt: Date;
      localSendAt: string;
      tzVersion: string;
      zoneNote: ZoneNote;
      /** True if the caller had asked to refuse such a time: accepted long ago, it now goes as `compatible`. */
      fellBack: boolean;
    }
  | { kind: 'kept'; why: 'unknown_zone' | 'not_local' };

/**
 * Resolves a pending local time again when the zone rules have changed (T3). The text that the
 * caller wrote is read anew, so a time that was moved out of a gap returns when the gap goes.
 *
 * @example reresolve({ requestedSendAt: '2027-01-15T09:00', timeZone: 'America/Vancouver', ambiguousTime: 'compatible' }, rules)
 */
export function reresolve(intent: LocalIntent, rules: ZoneRules): Reresolved {
  const { requestedSendAt, timeZone, ambiguousTime } = intent;
  const parsed = parseSendAt(requestedSendAt);
  if (parsed.kind !== 'local') return { kind: 'kept', why: 'not_local' };
  if (!rules.has(timeZone)) return { kind: 'kept', why: 'unknown_zone' };
  const rule = ambiguousTime === 'reject' ? 'compatible' : ambiguousTime;
  const { at, note } = resolveLocalTime({ local: parsed.local, zone: timeZone, rule, rules });
  return {
    kind: 'resolved',
    sendAt: new Date(at),
    localSendAt: toLocal(at, timeZone, rules),
    tzVersion: rules.version,
    zoneNote: note,
    fellBack: ambiguousTime === 'reject' && note !== 'exact',
  };
}

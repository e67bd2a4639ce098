import type { Problem } from './errors.ts';
import { type ParsedSendAt, parseSendAt } from './parse-send-at.ts';
import { quote } from './quote.ts';
import { resolveLocalTime } from './resolve-local-time.ts';
import type { ZoneRules } from './time-zone.ts';
import {
  type AmbiguousTime,
  HORIZON_DAYS,
  HORIZON_MS,
  PAST_TOLERANCE_MS,
  type TimingKind,
  type ZoneNote,
} from './timing.ts';
import { toLocal } from './to-local.ts';

/** What the caller wrote. A field left out is undefined; an empty text is not left out. */
export interface TimingRequest {
  sendAt?: string | undefined;
  timeZone?: string | undefined;
  ambiguousTime?: AmbiguousTime | undefined;
  now: Date;
  rules: ZoneRules;
}

/** A send time that was accepted, beside the intent it came from (T3). */
export interface DecidedTiming {
  kind: Exclude<TimingKind, 'optimized'>;
  /** May lie up to 60 s in the past: then it is due at once. */
  sendAt: Date;
  /** As the caller wrote it. */
  requestedSendAt: string | null;
  /** What a clock in `timeZone` shows at `sendAt`; null without a zone. */
  localSendAt: string | null;
  timeZone: string | null;
  ambiguousTime: AmbiguousTime;
  /** Of the zone rules that were used; null without a zone. */
  tzVersion: string | null;
  /** Null unless the time was local. */
  zoneNote: ZoneNote | null;
}

/** An accepted send time, or what to tell the caller: the pointers are `/sendAt` and `/timeZone`. */
export type TimingDecision =
  | { kind: 'ok'; timing: DecidedTiming }
  | { kind: 'refused'; problems: Problem[] };

type Moment =
  | { kind: DecidedTiming['kind']; at: number; zoneNote: ZoneNote | null }
  | { kind: 'refused'; problems: Problem[] };

/**
 * Decides when a message that asks for no optimizing goes out: T1, T2, T4. Only a request without
 * a `sendAt` means now; a `timeZone` with it, or with an instant, is a label, and `ambiguousTime`
 * then has no effect.
 *
 * @example decideTiming({ sendAt: '2027-01-15T09:00', timeZone: 'America/Vancouver', now, rules })
 */
export function decideTiming(request: TimingRequest): TimingDecision {
  const { timeZone, rules } = request;
  const moment = decideMoment(request);
  if (moment.kind === 'refused') return moment;
  return {
    kind: 'ok',
    timing: {
      kind: moment.kind,
      sendAt: new Date(moment.at),
      requestedSendAt: request.sendAt ?? null,
      localSendAt: timeZone === undefined ? null : toLocal(moment.at, timeZone, rules),
      timeZone: timeZone ?? null,
      ambiguousTime: request.ambiguousTime ?? 'compatible',
      tzVersion: timeZone === undefined ? null : rules.version,
      zoneNote: moment.zoneNote,
    },
  };
}

function decideMoment(request: TimingRequest): Moment {
  const { sendAt, now } = request;
  const problems = zoneProblems(request);
  const parsed = sendAt === undefined ? null : parseSendAt(sendAt);
  if (parsed?.kind === 'unreadable') {
    return { kind: 'refused', problems: [unreadable(parsed.why, sendAt ?? ''), ...problems] };
  }
  if (problems.length > 0) return { kind: 'refused', problems };
  if (parsed === null) return { kind: 'now', at: now.getTime(), zoneNote: null };
  const moment = parsed.kind === 'local' ? atLocal(parsed, request) : atInstant(parsed, request);
  if (moment.kind === 'refused') return moment;
  const reach = whyOutOfReach(moment.at - now.getTime());
  return reach === null ? moment : refused(reach);
}

type Readable<Kind> = Extract<ParsedSendAt, { kind: Kind }>;

function atInstant({ at, offsetMinutes }: Readable<'instant'>, request: TimingRequest): Moment {
  const { timeZone, rules } = request;
  const moment: Moment = { kind: 'at', at, zoneNote: null };
  if (timeZone === undefined || offsetMinutes === null) return moment;
  const zoneSeconds = rules.offsetSecondsAt(timeZone, at);
  if (zoneSeconds === offsetMinutes * 60) return moment;
  const zoneOffset = formatOffset(zoneSeconds / 60);
  return refused(
    `sendAt must have the offset of ${timeZone}, which is ${zoneOffset} then, got ${formatOffset(offsetMinutes)}`,
  );
}

function atLocal({ local }: Readable<'local'>, request: TimingRequest): Moment {
  const { timeZone: zone, ambiguousTime: rule = 'compatible', rules } = request;
  const written = quote(request.sendAt ?? '');
  if (zone === undefined) {
    return refused(`sendAt must have an offset, or a timeZone beside it, got ${written}`);
  }
  const answer = resolveLocalTime({ local, zone, rule, rules });
  if (answer.kind === 'resolved') return { kind: 'local', at: answer.at, zoneNote: answer.note };
  const minutes = answer.changeMs / 60_000;
  return refused(
    answer.why === 'gap'
      ? `sendAt must be a time that exists in ${zone}, got ${written}: in a gap, clocks go forward by ${minutes} minutes`
      : `sendAt must be a time that occurs once in ${zone}, got ${written}: in an overlap, clocks go back by ${minutes} minutes`,
  );
}

function whyOutOfReach(aheadMs: number): string | null {
  if (aheadMs < -PAST_TOLERANCE_MS) {
    const agoSeconds = Math.ceil(-aheadMs / 1000);
    return `sendAt must be at most ${PAST_TOLERANCE_MS / 1000} s in the past, got ${agoSeconds} s`;
  }
  // Rounded up, so that a millisecond too far does not read as "at most 366, got 366".
  const aheadDays = Math.ceil(aheadMs / (HORIZON_MS / HORIZON_DAYS));
  if (aheadMs > HORIZON_MS)
    return `sendAt must be at most ${HORIZON_DAYS} days ahead, got ${aheadDays}`;
  return null;
}

function zoneProblems({ timeZone, rules }: TimingRequest): Problem[] {
  if (timeZone === undefined || rules.has(timeZone)) return [];
  const lower = timeZone.toLowerCase();
  const meant = rules.names.find((name) => name.toLowerCase() === lower);
  const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
  const detail = `timeZone must be a name from the IANA database such as Europe/Madrid, got ${quote(timeZone)}${hint}`;
  return [{ pointer: '/timeZone', detail }];
}

function unreadable(why: string, sendAt: string): Problem {
  return { pointer: '/sendAt', detail: `sendAt ${why}, got ${quote(sendAt)}` };
}

function refused(detail: string): Moment {
  return { kind: 'refused', problems: [{ pointer: '/sendAt', detail }] };
}

function formatOffset(minutes: number): string {
  const size = Math.abs(minutes);
  const hh = String(Math.trunc(size / 60)).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${hh}:${String(size % 60).padStart(2, '0')}`;
}

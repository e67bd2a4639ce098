import type { ZoneRules } from './time-zone.ts';
import type { AmbiguousTime, ZoneNote } from './timing.ts';
import type { ZonePeriod } from './unpack-zone.ts';
import type { WallClockMs } from './wall-clock.ts';

/** A wall-clock time in a zone, and the rule for a time that occurs never or twice there. */
export interface LocalTimeQuestion {
  local: WallClockMs;
  zone: string;
  rule: AmbiguousTime;
  rules: ZoneRules;
}

/** A rule that always finds an instant. */
type YieldingRule = Exclude<AmbiguousTime, 'reject'>;

type ResolvedLocalTime = { kind: 'resolved'; at: number; note: ZoneNote; shiftMs: number };

/**
 * `at` in milliseconds since 1970; `shiftMs` how far the wall clock moved: 0 unless in a gap;
 * `changeMs` the length of the gap or overlap.
 */
export type LocalTimeAnswer =
  | ResolvedLocalTime
  | { kind: 'rejected'; why: 'gap' | 'overlap'; changeMs: number };

/** No offset in the data is further from UTC than 16 h; a day more finds the neighbouring periods. */
const REACH_MS = 40 * 3_600_000;

/**
 * Finds the instant at which a zone's clocks show a given time (T3).
 *
 * - In a gap (clocks go forward): `compatible` and `later` move forward by the gap, `earlier` back by it.
 * - In an overlap (clocks go back): `compatible` and `earlier` take the first instant, `later` the second.
 * - `reject` refuses both.
 *
 * @see https://tc39.es/proposal-temporal/docs/ambiguity.html the same names, the same meanings
 * @throws RangeError if the zone is unknown to the rules
 */
export function resolveLocalTime(
  question: LocalTimeQuestion & { rule: YieldingRule },
): ResolvedLocalTime;
export function resolveLocalTime(question: LocalTimeQuestion): LocalTimeAnswer;
export function resolveLocalTime(question: LocalTimeQuestion): LocalTimeAnswer {
  const { local, zone, rule, rules } = question;
  const periods = rules.periodsBetween(zone, local - REACH_MS, local + REACH_MS);
  const instants = instantsOf(local, periods);
  const first = instants[0];
  const last = instants.at(-1);
  if (first === undefined || last === undefined) return answerGap(local, periods, rule);
  if (first === last) return { kind: 'resolved', at: first, note: 'exact', shiftMs: 0 };
  if (rule === 'reject') return { kind: 'rejected', why: 'overlap', changeMs: last - first };
  const at = rule === 'later' ? last : first;
  return { kind: 'resolved', at, note: 'overlap', shiftMs: 0 };
}

function instantsOf(local: WallClockMs, periods: readonly ZonePeriod[]): number[] {
  return periods
    .map((period) => ({ ...period, at: local - period.offsetSeconds * 1000 }))
    .filter(({ at, startMs, endMs }) => startMs <= at && at < endMs)
    .map(({ at }) => at);
}

function answerGap(
  local: WallClockMs,
  periods: readonly ZonePeriod[],
  rule: AmbiguousTime,
): LocalTimeAnswer {
  const { before, after } = offsetsAroundGap(local, periods);
  const gapMs = (after - before) * 1000;
  if (rule === 'reject') return { kind: 'rejected', why: 'gap', changeMs: gapMs };
  // Read with the offset from before the change, the time lands behind the gap; with the other, ahead of it.
  return rule === 'earlier'
    ? { kind: 'resolved', at: local - after * 1000, note: 'gap', shiftMs: -gapMs }
    : { kind: 'resolved', at: local - before * 1000, note: 'gap', shiftMs: gapMs };
}

function offsetsAroundGap(local: WallClockMs, periods: readonly ZonePeriod[]) {
  for (const [i, { endMs, offsetSeconds: before }] of periods.entries()) {
    const after = periods[i + 1]?.offsetSeconds;
    const inGap =
      after !== undefined && endMs + before * 1000 <= local && local < endMs + after * 1000;
    if (inGap) return { before, after };
  }
  throw new RangeError('a time that occurs never must lie in a gap');
}

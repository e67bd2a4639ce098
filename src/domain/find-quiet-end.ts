import { type QuietHours, quietHoursWeekdays, toMinutes } from './quiet-hours.ts';
import type { ZoneRules } from './time-zone.ts';
import { type WallClockMs, wallClockAt } from './wall-clock.ts';

/** Quiet hours, and on whose clocks. */
export interface QuietClock {
  quietHours: QuietHours;
  zone: string;
  rules: ZoneRules;
}

/** An instant, and whose quiet hours may hold it. */
export interface QuietQuestion extends QuietClock {
  atMs: number;
}

interface QuietTime {
  fromMs: number;
  untilMs: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** No offset in the data is further from UTC than 16 h; a day more finds the neighbouring periods. */
const REACH_MS = 40 * 3_600_000;
/**
 * A setting leaves a moment free each week, and a clock change can take one week's. So many steps
 * are three weeks: one that was put past the checks must not turn for ever.
 */
const MOST_STEPS = 21;

/**
 * The end of the quiet time that an instant falls into (T7), in milliseconds since 1970; `null`
 * outside of any. Quiet times that touch or overlap are one.
 *
 * A quiet time is from the first moment at which the zone's clocks have reached `start` (included)
 * to the last one at which they show `end` (not included): in an autumn overlap it lasts until the
 * second `end`, and an `end` that a spring gap left out is the end of the gap.
 *
 * @throws RangeError if the zone is unknown to the rules
 * @example
 * findQuietEnd({ atMs: Date.UTC(2027, 0, 15, 22), quietHours: toQuietHours({ start: '21:00', end: '08:00' }), zone: 'Etc/UTC', rules })
 * // Date.UTC(2027, 0, 16, 8)
 */
export function findQuietEnd({ atMs, ...clock }: QuietQuestion): number | null {
  return createQuietEndFinder(clock)(atMs);
}

/** {@link findQuietEnd} for whoever asks it of many instants: a day's quiet time is worked out once. */
export function createQuietEndFinder(clock: QuietClock): (atMs: number) => number | null {
  const known = new Map<number, QuietTime>();
  const quietTimeOn = (day: number): QuietTime => {
    const found = known.get(day) ?? quietTimeOf(day, clock);
    known.set(day, found);
    return found;
  };
  return (atMs) => {
    let endMs = atMs;
    for (let step = 0; step < MOST_STEPS; step++) {
      const nextMs = endOfOne(endMs, clock, quietTimeOn);
      if (nextMs === null) break;
      endMs = nextMs;
    }
    return endMs === atMs ? null : endMs;
  };
}

/** The latest end of the quiet times that hold the instant, each by itself. */
function endOfOne(
  atMs: number,
  { quietHours, zone, rules }: QuietClock,
  quietTimeOn: (day: number) => QuietTime,
): number | null {
  const local = wallClockAt(atMs, rules.offsetSecondsAt(zone, atMs));
  const today = Math.floor(local / DAY_MS) * DAY_MS;
  let latestMs: number | null = null;
  // Two days back and one ahead: a clock change can move the date by a day.
  for (let day = today - 2 * DAY_MS; day <= today + DAY_MS; day += DAY_MS) {
    if (!quietHours.weekdays.includes(weekdayOf(day))) continue;
    const { fromMs, untilMs } = quietTimeOn(day);
    if (fromMs <= atMs && atMs < untilMs) latestMs = Math.max(latestMs ?? untilMs, untilMs);
  }
  return latestMs;
}

/** The quiet time that starts on a day, which is given as the wall clock's midnight. */
function quietTimeOf(day: number, { quietHours, zone, rules }: QuietClock): QuietTime {
  const start = toMinutes(quietHours.start);
  const end = toMinutes(quietHours.end);
  const endDay = end > start ? day : day + DAY_MS;
  return {
    fromMs: momentsOf(day + start * MINUTE_MS, zone, rules).firstMs,
    untilMs: momentsOf(endDay + end * MINUTE_MS, zone, rules).lastMs,
  };
}

/** When the zone's clocks show a time first and last; where they leave it out, when they jump over it. */
function momentsOf(time: number, zone: string, rules: ZoneRules) {
  const local = time as WallClockMs;
  const periods = rules.periodsBetween(zone, local - REACH_MS, local + REACH_MS);
  const moments = periods
    .map((period) => ({ ...period, atMs: local - period.offsetSeconds * 1000 }))
    .filter(({ atMs, startMs, endMs }) => startMs <= atMs && atMs < endMs)
    .map(({ atMs }) => atMs);
  const jump = periods.find(
    ({ startMs, offsetSeconds }) => wallClockAt(startMs, offsetSeconds) > local,
  );
  const firstMs = moments[0] ?? jump?.startMs;
  if (firstMs === undefined) throw new RangeError('a time that occurs never must lie in a gap');
  return { firstMs, lastMs: moments.at(-1) ?? firstMs };
}

function weekdayOf(day: number) {
  // 1970 began on a Thursday, the fourth day from Monday on.
  const index = (((day / DAY_MS + 3) % 7) + 7) % 7;
  return quietHoursWeekdays[index] ?? 'mon';
}

import { type QuietHours, quietHoursWeekdays } from '#domain/quiet-hours';
import type { ZoneRules } from '#domain/time-zone';

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;
const BEFORE_MS = 4 * DAY_MS;
const AFTER_MS = 16 * DAY_MS;

/** Somebody who looks at the clock on the wall each minute, and writes down what it shows. */
export interface Watch {
  fromMs: number;
  /** What the clock shows, minute by minute, as if it hung in UTC. */
  shown: number[];
}

/** Watches a zone's clock from days before an instant to two weeks after it. */
export function watchClock(atMs: number, zone: string, rules: ZoneRules): Watch {
  const fromMs = atMs - BEFORE_MS;
  const minutes = (BEFORE_MS + AFTER_MS) / MINUTE_MS;
  const shown = Array.from({ length: minutes }, (_, minute) => {
    const ms = fromMs + minute * MINUTE_MS;
    return ms + rules.offsetSecondsAt(zone, ms) * 1000;
  });
  return { fromMs, shown };
}

/** T7 stated anew: which of the watched minutes are quiet. */
export function quietMinutesOf({ shown }: Watch, quietHours: QuietHours): boolean[] {
  const quiet = shown.map(() => false);
  const first = Math.floor(Math.min(...shown.slice(0, 1)) / DAY_MS);
  for (let day = first + 1; day < first + 19; day++) {
    const weekday = quietHoursWeekdays[new Date(day * DAY_MS).getUTCDay() - 1] ?? 'sun';
    if (!quietHours.weekdays.includes(weekday)) continue;
    const start = day * DAY_MS + read(quietHours.start);
    const isNextDay = read(quietHours.end) <= read(quietHours.start);
    const end = (isNextDay ? day + 1 : day) * DAY_MS + read(quietHours.end);
    quiet.fill(true, lookFor(shown, start, 'first'), lookFor(shown, end, 'last'));
  }
  return quiet;
}

/** The minute that shows a time; of a time that is never shown, the first that shows a later one. */
function lookFor(shown: readonly number[], time: number, which: 'first' | 'last'): number {
  const found = which === 'first' ? shown.indexOf(time) : shown.lastIndexOf(time);
  return found >= 0 ? found : shown.findIndex((other) => other > time);
}

function read(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return (hours * 60 + minutes) * MINUTE_MS;
}

/**
 * A date and time as a clock on the wall shows it, in no zone: the milliseconds since 1970 that
 * it would be if the wall hung in UTC. It is not an instant: only `resolveLocalTime` makes one of it.
 */
export type WallClockMs = number & { readonly wallClock: true };

/** The parts of a date and time; `month` 1 to 12, `ms` 0 to 1000 (rounded up, so that it may carry). */
export interface WallClockParts {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  ms: number;
}

/**
 * Puts checked parts together, in the Gregorian calendar, years 0 to 9999.
 *
 * @example toWallClock({ year: 1970, month: 1, day: 2, hour: 0, minute: 0, second: 0, ms: 0 }) // 86400000
 */
export function toWallClock(parts: WallClockParts): WallClockMs {
  const { year, month, day, hour, minute, second, ms } = parts;
  // Not Date.UTC, which takes the years 0 to 99 for 1900 to 1999.
  const midnight = new Date(0).setUTCFullYear(year, month - 1, day);
  return (midnight + ((hour * 60 + minute) * 60 + second) * 1000 + ms) as WallClockMs;
}

/** The wall clock at an instant, `offsetSeconds` east of UTC. */
export function wallClockAt(epochMs: number, offsetSeconds: number): WallClockMs {
  return (epochMs + offsetSeconds * 1000) as WallClockMs;
}

/**
 * Writes a wall clock as `YYYY-MM-DDTHH:mm:ss`; a fraction of a second is left out.
 *
 * @example formatWallClock(0 as WallClockMs) // '1970-01-01T00:00:00'
 */
export function formatWallClock(wallClock: WallClockMs): string {
  return new Date(wallClock).toISOString().slice(0, -'.000Z'.length);
}

/** How many days a month has; `month` 1 to 12. */
export function daysInMonth(year: number, month: number): number {
  // Four centuries on, the calendar repeats: keeps clear of Date.UTC's special years 0 to 99.
  return new Date(Date.UTC(year + 400, month, 0)).getUTCDate();
}

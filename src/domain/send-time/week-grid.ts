import type { ZoneRules } from '#domain/time-zone';

/** The half-hours of a week: slot 0 begins on Monday at 00:00, local time. */
export const SLOTS = 336;
export const SLOTS_A_DAY = 48;
export const SLOT_MS = 1_800_000;

const WEEK_MS = SLOTS * SLOT_MS;
/** 1970 began on a Thursday: Monday lies four days ahead. */
const MONDAY_MS = 4 * 24 * 3_600_000;

/** A clock on somebody's wall, for a time: how far it is from UTC, at each instant. */
export interface WallOffsets {
  /** Milliseconds east of UTC. */
  offsetMsAt(atMs: number): number;
}

/**
 * The offsets of a zone between two instants, read once: a zone has a few in years. Outside of
 * them the nearest one holds.
 *
 * @throws RangeError if the zone is unknown to the rules
 */
export function readOffsets(
  zone: string,
  between: { fromMs: number; toMs: number },
  rules: ZoneRules,
): WallOffsets {
  const periods = rules.periodsBetween(zone, between.fromMs, between.toMs);
  const ends = Float64Array.from(periods, ({ endMs }) => endMs);
  const offsets = Float64Array.from(periods, ({ offsetSeconds }) => offsetSeconds * 1000);
  let last = 0;
  return {
    offsetMsAt(atMs) {
      // Whoever asks goes through time in order, mostly.
      if (last > 0 && atMs < (ends[last - 1] ?? 0)) last = 0;
      while (last < offsets.length - 1 && atMs >= (ends[last] ?? 0)) last++;
      return offsets[last] ?? 0;
    },
  };
}

/** Where in the local week an instant lies, in slots and parts of one: 0 to below 336. */
export function toWeekPosition(atMs: number, offsets: WallOffsets): number {
  const local = atMs + offsets.offsetMsAt(atMs) - MONDAY_MS;
  return (((local % WEEK_MS) + WEEK_MS) % WEEK_MS) / SLOT_MS;
}

import { toWeekPosition, type WallOffsets } from '../week-grid.ts';

const HOUR_MS = 3_600_000;

/**
 * The rule that most products ship: the hour of the day in which somebody engaged most often, over
 * all days; of equal ones the earlier. `null`: they never did.
 */
export function mostFrequentHour(
  eventsMs: Float64Array,
  untilCount: number,
  offsets: WallOffsets,
): number | null {
  if (untilCount === 0) return null;
  const counts = new Uint32Array(24);
  for (let index = 0; index < untilCount; index++) {
    const hour = Math.floor((toWeekPosition(eventsMs[index] ?? 0, offsets) % 48) / 2);
    counts[hour] = (counts[hour] ?? 0) + 1;
  }
  return counts.indexOf(Math.max(...counts));
}

/** The first instant from `nowMs` on at which a clock shows this full hour. */
export function nextLocalHour(nowMs: number, hour: number, offsets: WallOffsets): number {
  const dayMs = 24 * HOUR_MS;
  const sinceMidnight = (at: number) => (((at + offsets.offsetMsAt(at)) % dayMs) + dayMs) % dayMs;
  const aheadMs = (hour * HOUR_MS - sinceMidnight(nowMs) + dayMs) % dayMs;
  const thenMs = nowMs + aheadMs;
  // A clock change on the way moves the hour.
  return Math.max(nowMs, thenMs - offsets.offsetMsAt(thenMs) + offsets.offsetMsAt(nowMs));
}

import type { Session } from './sessions.ts';
import { SLOTS, toWeekPosition, type WallOffsets } from './week-grid.ts';

const DAY_MS = 86_400_000;

/**
 * Sessions per slot of the local week, n(k); each counts its weight times 2^(-age / half-life).
 *
 * @param sessions in time order, all before `nowMs`
 */
export function countSlots(
  sessions: readonly Session[],
  at: { nowMs: number; halfLifeDays: number; offsets: WallOffsets },
): Float64Array {
  const counts = new Float64Array(SLOTS);
  for (const { startMs, weight } of sessions) {
    const slot = Math.floor(toWeekPosition(startMs, at.offsets));
    const ageDays = (at.nowMs - startMs) / DAY_MS;
    counts[slot] = (counts[slot] ?? 0) + weight * 2 ** (-ageDays / at.halfLifeDays);
  }
  return counts;
}

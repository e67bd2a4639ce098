import type { SendTimeParams } from './send-time-params.ts';
import type { Session } from './sessions.ts';
import { SLOTS, toWeekPosition, type WallOffsets } from './week-grid.ts';

const DAY_MS = 86_400_000;

/**
 * Sessions per slot of the local week, n(k); each counts its weight times 2^(-age / half-life), of
 * which a share may halve sooner.
 *
 * @param sessions in time order, all before `nowMs`
 */
export function countSlots(
  sessions: readonly Session[],
  at: { nowMs: number; offsets: WallOffsets },
  { halfLifeDays, recent }: Pick<SendTimeParams, 'halfLifeDays' | 'recent'>,
): Float64Array {
  const counts = new Float64Array(SLOTS);
  for (const { startMs, weight } of sessions) {
    const slot = Math.floor(toWeekPosition(startMs, at.offsets));
    const ageDays = (at.nowMs - startMs) / DAY_MS;
    const lasting = 2 ** (-ageDays / halfLifeDays);
    // Powers are half of the work: one is spared where nothing fades sooner.
    const fading = recent.share === 0 ? 0 : 2 ** (-ageDays / recent.halfLifeDays);
    const kept = (1 - recent.share) * lasting + recent.share * fading;
    counts[slot] = (counts[slot] ?? 0) + weight * kept;
  }
  return counts;
}

import type { Answer } from './pair-answers.ts';
import { SLOT_MS, SLOTS, toWeekPosition, type WallOffsets } from './week-grid.ts';

/** Answers on the recipient's week. */
export interface PlacedAnswers {
  /** n(k): answers by the slot that they came in. */
  counts: Float64Array;
  /** Answers by the slot that their waits began in. */
  starts: Float64Array;
  /** Where each wait began, how many half-hours it took, and what it counts for. */
  waits: { position: number; slots: number; weight: number }[];
  /** N: sum of the counts. */
  total: number;
}

/** Puts answers on the recipient's week, each by the clock as it was when it came. */
export function placeAnswers(answers: readonly Answer[], offsets: WallOffsets): PlacedAnswers {
  const counts = new Float64Array(SLOTS);
  const starts = new Float64Array(SLOTS);
  const waits = answers.map(({ fromMs, atMs, weight }) => {
    const end = toWeekPosition(atMs, offsets);
    const slots = (atMs - fromMs) / SLOT_MS;
    const position = (end - slots + SLOTS) % SLOTS;
    add(counts, Math.floor(end), weight);
    add(starts, Math.floor(position), weight);
    return { position, slots, weight };
  });
  return { counts, starts, waits, total: counts.reduce((sum, count) => sum + count, 0) };
}

function add(slots: Float64Array, slot: number, weight: number): void {
  slots[slot] = (slots[slot] ?? 0) + weight;
}

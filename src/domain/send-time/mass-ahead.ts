import { SLOT_MS, toWeekPosition, type WallOffsets } from './week-grid.ts';

/**
 * Reads off how much of a weekly curve lies in the hours after an instant, on the recipient's
 * clock as it will be: a clock change in between moves the curve.
 */
export function createMassAhead(
  curve: Float64Array,
  { fromMs, toMs, offsets }: { fromMs: number; toMs: number; offsets: WallOffsets },
): (atMs: number, hours: number) => number {
  const steps = Math.ceil((toMs - fromMs) / SLOT_MS);
  const sums = new Float64Array(steps + 1);
  for (let step = 0; step < steps; step++) {
    const slot = Math.floor(toWeekPosition(fromMs + step * SLOT_MS, offsets));
    sums[step + 1] = (sums[step] ?? 0) + (curve[slot] ?? 0);
  }
  const sumUntil = (atMs: number): number => {
    const position = Math.min(steps, Math.max(0, (atMs - fromMs) / SLOT_MS));
    const step = Math.min(steps - 1, Math.floor(position));
    const before = sums[step] ?? 0;
    return before + (position - step) * ((sums[step + 1] ?? before) - before);
  };
  return (atMs, hours) => sumUntil(atMs + hours * 2 * SLOT_MS) - sumUntil(atMs);
}

import { toChances } from './to-chances.ts';
import type { Pattern } from './workspace-curve.ts';

/**
 * What the workspace expects of one recipient, p0(k): its patterns, each by how probable it is that
 * this recipient has it, by their own counts so far. With none of those it is the workspace's mix
 * of them: P(pattern) proportional to share times the product over k of curve(k)^n(k).
 *
 * @param counts n(k), before smoothing
 * @returns sum 1; `null`: no patterns were learned
 */
export function blendPatterns(counts: Float64Array, patterns: readonly Pattern[]): number[] | null {
  if (patterns.length === 0) return null;
  const slots = Array.from(counts.keys()).filter((slot) => (counts[slot] ?? 0) > 0);
  const logs = patterns.map(({ share, curve }) =>
    slots.reduce(
      (sum, slot) => sum + (counts[slot] ?? 0) * Math.log(curve[slot] ?? 0),
      Math.log(share),
    ),
  );
  const chances = toChances(logs);
  const blended = new Array<number>(counts.length).fill(0);
  patterns.forEach(({ curve }, index) => {
    const chance = chances[index] ?? 0;
    for (let slot = 0; slot < blended.length; slot++) {
      blended[slot] = (blended[slot] ?? 0) + chance * (curve[slot] ?? 0);
    }
  });
  return blended;
}

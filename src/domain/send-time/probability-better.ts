import { errorFunction } from 'simple-statistics';
import type { SendTimeParams } from './send-time-params.ts';

/** How a difference between two moments becomes a probability. */
export type Calibration = Pick<SendTimeParams['gate'], 'c' | 'drift' | 'doubt'>;

/**
 * P = Phi(sqrt(c / (1 + drift s)) z - doubt): how probable it is that a moment is better than now.
 * The best of many moments looks better than it is (doubt), and a habit is not certain to stay,
 * however much of it was seen (drift).
 *
 * @param strength s = N + kappa, what the difference rests on; counts with drift alone
 */
export function probabilityBetter(
  { z, strength }: { z: number; strength: number },
  { c, drift, doubt }: Calibration,
): number {
  return cumulativeNormal(Math.sqrt(c / (1 + drift * strength)) * z - doubt);
}

/** Phi. */
export function cumulativeNormal(x: number): number {
  return 0.5 + 0.5 * errorFunction(x / Math.SQRT2);
}

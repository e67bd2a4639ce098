import { errorFunction } from 'simple-statistics';

/** P = Phi(sqrt(c) z): how probable it is that a moment is better than now. */
export function probabilityBetter(z: number, c: number): number {
  return 0.5 + 0.5 * errorFunction((Math.sqrt(c) * z) / Math.SQRT2);
}

import type { GateArithmetic } from './decide-send-time.ts';

type Interval = { low: number; high: number };

/** Two-sided, of the normal distribution. */
const Z_95 = 1.96;

/**
 * How sure a lift is, 95 %: lift times or by exp(1.96 d), with d the standard deviation of its
 * logarithm, calibrated as P is by k = c / (1 + drift s).
 *
 * - `activity`: s A1 and s A0 are taken for two Poisson counts; by the delta method the logarithm
 *   of their ratio has the variance 1 / (s A1) + 1 / (s A0), so that d^2 is that over k.
 * - `sends`: z says how many standard deviations the moment is better, so that d is
 *   log(lift) / (sqrt(k) z).
 *
 * @returns `null` where it cannot be said: nothing is expected of a moment, or z and the lift, into
 * which presence goes too, do not agree which moment is better
 */
export function toLiftInterval(lift: number, gate: GateArithmetic): Interval | null {
  const calibration = gate.c / (1 + gate.drift * gate.strength);
  const deviation =
    gate.basis === 'sends'
      ? Math.log(lift) / (Math.sqrt(calibration) * gate.z)
      : Math.sqrt((1 / countOf(gate, 'massNow') + 1 / countOf(gate, 'massThen')) / calibration);
  const factor = Math.exp(Z_95 * deviation);
  const isSaid = deviation > 0 && Number.isFinite(factor) && Number.isFinite(lift * factor);
  return isSaid ? { low: lift / factor, high: lift * factor } : null;
}

function countOf(gate: GateArithmetic, mass: 'massNow' | 'massThen'): number {
  return gate.strength * gate[mass];
}

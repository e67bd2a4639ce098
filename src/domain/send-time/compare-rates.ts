import { fisherExactTest, type Share } from './fisher-exact-test.ts';

/** What one group's rate is to another's. */
export interface RateComparison {
  /** The ratio of the rates; `null`: the other group's is 0. */
  lift: number | null;
  /** Of the lift, 95 %; `null`: one of the groups has nobody to count. */
  interval: { low: number; high: number } | null;
  /** How probable so large a difference is where there is none; `null`: a group is empty. */
  pValue: number | null;
  /** Whether the other group is that large. */
  enough: boolean;
  /** How large the other group has to be to show a lift of 1.2, while the two grow alike. */
  needed: number;
}

/** Two-sided 95 %, and a power of 80 %, of the normal distribution. */
const Z_95 = 1.96;
const Z_POWER = 0.8416;
/** The lift that is to be seen, if it is there. */
const LIFT_TO_SEE = 1.2;
/** Of the groups' sizes, where there is none yet: a holdout of a tenth. */
const USUAL_RATIO = 9;

/**
 * Compares a group's rate with a control's. The interval is Katz's: the logarithm of a ratio of
 * rates has the variance 1/a - 1/n + 1/b - 1/m (Katz et al., Biometrics 34, 1978). `needed` is the
 * size at which a lift of 1.2 shows in four cases of five, at the control's rate (Fleiss, Levin,
 * Paik: Statistical Methods for Rates and Proportions, 3rd ed., ch. 4).
 */
export function compareRates(group: Share, control: Share): RateComparison {
  const needed = countNeeded(group, control);
  const enough = control.of >= needed;
  if (group.of === 0 || control.of === 0) {
    return { lift: null, interval: null, pValue: null, enough, needed };
  }
  const lift = control.count === 0 ? null : group.count / group.of / (control.count / control.of);
  const pValue = fisherExactTest(group, control);
  return { lift, interval: toInterval(group, control), pValue, enough, needed };
}

function toInterval(group: Share, control: Share): RateComparison['interval'] {
  if (group.count === 0 || control.count === 0) return null;
  const variance = 1 / group.count - 1 / group.of + 1 / control.count - 1 / control.of;
  const lift = group.count / group.of / (control.count / control.of);
  const factor = Math.exp(Z_95 * Math.sqrt(variance));
  return { low: lift / factor, high: lift * factor };
}

function countNeeded(group: Share, control: Share): number {
  // One more of two more: a rate of nobody yet is neither 0 nor 1.
  const rate = (control.count + 1) / (control.of + 2);
  const lifted = Math.min(0.99, rate * LIFT_TO_SEE);
  const ratio = group.of === 0 || control.of === 0 ? USUAL_RATIO : group.of / control.of;
  const spread = (lifted * (1 - lifted)) / ratio + rate * (1 - rate);
  return Math.ceil(((Z_95 + Z_POWER) ** 2 * spread) / Math.max(lifted - rate, 0.001) ** 2);
}

import type { SendTimeParams } from './send-time-params.ts';
import { shrinkToCurve } from './shrink-to-curve.ts';
import { ownShare, smoothWeek } from './smooth-week.ts';
import { SLOTS_A_DAY } from './week-grid.ts';

type Smoothing = Pick<SendTimeParams, 'sigmaHours' | 'dayMix' | 'kappa'>;

/** Of the usual width: somebody who comes at the same quarter of an hour is not smoothed away. */
const SHARP = 0.25;
/** How probable a sharp habit is before anything is known of somebody. */
const SHARP_CHANCE = 0.3;
/** Where Saturday begins. */
const WEEKEND = 5 * SLOTS_A_DAY;
const LEAST_SHARE = 1e-9;

/**
 * Theta of a recipient: the mean of what the usual smoothing makes of their sessions and what a
 * sharp one does, each by how well it foretells each session from the others (Bayesian model
 * averaging by leave-one-out likelihoods; Geisser & Eddy, JASA 74, 1979).
 *
 * @param counts n(k)
 * @param prior p0(k), sum 1; `null`: all slots alike
 * @returns theta, sum 1
 */
export function estimateCurve(
  counts: Float64Array,
  prior: readonly number[] | null,
  params: Smoothing,
): Float64Array {
  const usual = smooth(counts, prior, params);
  const sharp = smooth(counts, prior, { ...params, sigmaHours: params.sigmaHours * SHARP });
  const odds = (SHARP_CHANCE / (1 - SHARP_CHANCE)) * Math.exp(sharp.fit - usual.fit);
  const weight = odds === Number.POSITIVE_INFINITY ? 1 : odds / (1 + odds);
  return usual.curve.map((share, slot) => share + weight * ((sharp.curve[slot] ?? 0) - share));
}

/** Theta by one width, and the log-likelihood of each session by theta of the others. */
function smooth(counts: Float64Array, prior: readonly number[] | null, params: Smoothing) {
  const smoothed = smoothWeek(counts, params);
  const curve = shrinkToCurve(smoothed, prior, params.kappa);
  const strength = counts.reduce((sum, count) => sum + count, 0) + params.kappa;
  const ofWork = ownShare(0, params);
  const ofWeekend = ownShare(WEEKEND, params);
  let fit = 0;
  counts.forEach((count, slot) => {
    if (count === 0) return;
    const one = Math.min(count, 1);
    const others = (curve[slot] ?? 0) * strength - one * (slot < WEEKEND ? ofWork : ofWeekend);
    fit += count * Math.log(Math.max(LEAST_SHARE, others / (strength - one)));
  });
  return { curve, fit };
}

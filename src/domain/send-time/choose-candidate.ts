import type { Candidate } from './weigh-send-times.ts';

/** Sums of the same numbers in another order differ by less. */
const ROUNDING = 1e-9;

/**
 * The earliest moment that is nearly as good as the best one: waiting for the last few percent costs
 * half a day.
 *
 * @param candidates in time order, now first
 * @param by tau: the share of the best value that is enough; climbs: go on from there to the top of
 * its hill, where values tell when somebody looks, and an hour's wait is worth it; now stays now
 */
export function chooseCandidate(
  candidates: readonly Candidate[],
  { tau, climbs }: { tau: number; climbs: boolean },
): Candidate | undefined {
  const best = candidates.reduce((most, { value }) => Math.max(most, value), 0);
  let index = candidates.findIndex(({ value }) => value >= tau * best);
  if (index <= 0 || !climbs) return candidates[index];
  while (isHigher(candidates[index + 1], candidates[index])) index++;
  return candidates[index];
}

function isHigher(next: Candidate | undefined, candidate: Candidate | undefined): boolean {
  if (next === undefined || candidate === undefined) return false;
  return next.value > candidate.value * (1 + ROUNDING);
}

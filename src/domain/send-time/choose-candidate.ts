import type { Candidate } from './weigh-send-times.ts';

/** Sums of the same numbers in another order differ by less. */
const ROUNDING = 1e-9;

/**
 * The earliest moment that is nearly as good as the best one, and from there to the top of its
 * hill: waiting for another day's last few percent costs half a day, waiting for the hour that
 * somebody comes in costs an hour. Now stays now.
 *
 * @param candidates in time order, now first
 * @param tau the share of the best value that is enough
 */
export function chooseCandidate(
  candidates: readonly Candidate[],
  tau: number,
): Candidate | undefined {
  const best = candidates.reduce((most, { value }) => Math.max(most, value), 0);
  let index = candidates.findIndex(({ value }) => value >= tau * best);
  if (index <= 0) return candidates[index];
  while (isHigher(candidates[index + 1], candidates[index])) index++;
  return candidates[index];
}

function isHigher(next: Candidate | undefined, candidate: Candidate | undefined): boolean {
  if (next === undefined || candidate === undefined) return false;
  return next.value > candidate.value * (1 + ROUNDING);
}

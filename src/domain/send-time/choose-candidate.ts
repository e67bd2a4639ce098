import type { Candidate } from './weigh-send-times.ts';

/**
 * The earliest moment that is nearly as good as the best one: waiting for the last few percent
 * costs half a day.
 *
 * @param tau the share of the best value that is enough
 */
export function chooseCandidate(
  candidates: readonly Candidate[],
  tau: number,
): Candidate | undefined {
  const best = candidates.reduce((most, { value }) => Math.max(most, value), 0);
  return candidates.find(({ value }) => value >= tau * best);
}

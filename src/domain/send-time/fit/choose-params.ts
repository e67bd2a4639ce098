import type { SendTimeParams } from '../send-time-params.ts';
import { sendTimeProfiles } from '../send-time-profiles.ts';

/** Values of one parameter, or of some that belong together. */
type Choice = readonly Partial<SendTimeParams>[];

/** From the mix of newsletters to that of offices, and one in which each weekday is its own. */
const choices: readonly Choice[] = [
  [21, 60, 120, 365, 1000].map((halfLifeDays) => ({ halfLifeDays })),
  [
    sendTimeProfiles.newsletter.dayMix,
    { weekday: 0.1, dayClass: 0.55, all: 0.35 },
    sendTimeProfiles.office.dayMix,
    { weekday: 0.4, dayClass: 0.5, all: 0.1 },
  ].map((dayMix) => ({ dayMix })),
  [2, 4, 8, 12, 20].map((kappa) => ({ kappa })),
  [0.5, 1, 1.5, 2].map((sigmaHours) => ({ sigmaHours })),
  [0, 0.3, 0.6].map((share) => ({ recent: { share, halfLifeDays: 14 } })),
];
const ROUNDS = 2;

/**
 * Chooses parameters one after the other, each the best with the others as they stand, twice
 * around. Of equal ones the first tried stays.
 *
 * @param score the more, the better
 */
export function chooseParams(
  start: SendTimeParams,
  score: (params: SendTimeParams) => number,
): SendTimeParams {
  let best = { params: start, score: score(start) };
  for (let round = 0; round < ROUNDS; round++) {
    for (const choice of choices) {
      for (const change of choice) {
        const params = { ...best.params, ...change };
        const scored = isSame(params, best.params) ? best.score : score(params);
        if (scored > best.score) best = { params, score: scored };
      }
    }
  }
  return best.params;
}

function isSame(one: SendTimeParams, other: SendTimeParams): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

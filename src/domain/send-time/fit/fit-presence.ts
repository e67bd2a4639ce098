import type { PresenceAge } from '../send-time-params.ts';

/** Moments of one decision: what the curve expected of each, and what came. */
export interface PresenceTrial {
  moments: readonly { ageHours: number; expected: number; hit: boolean }[];
}

/** Ends of the ages, in hours: fine where presence fades fast. */
const untilHours = [
  0.5, 1, 2, 3, 4.5, 6, 9, 12, 18, 24, 36, 48, 72, 96, 144, 240, 480, 960,
] as const;
const ROUNDS = 30;
/** Moments that are taken to have come out as expected, so that a rare age says little. */
const PRIOR_HITS = 5;

/**
 * Measures M by age: hits against what the curve expected. People and times differ in their level,
 * so each decision has one of its own: hits of a moment are Poisson with mean level x expected x M
 * of its age; levels and M are fitted by turns until they agree (iterative proportional fitting,
 * Deming & Stephan, 1940).
 */
export function fitPresence(trials: readonly PresenceTrial[]): PresenceAge[] {
  const rows = trials
    .map(({ moments }) => moments.map((moment) => ({ ...moment, age: toAge(moment.ageHours) })))
    .filter((moments) => moments.some(({ hit }) => hit));
  const factors = new Float64Array(untilHours.length + 1).fill(1);
  for (let round = 0; round < ROUNDS; round++) {
    const hits = new Float64Array(factors.length).fill(PRIOR_HITS);
    const expected = new Float64Array(factors.length).fill(PRIOR_HITS);
    for (const moments of rows) {
      const came = moments.filter(({ hit }) => hit).length;
      const thought = moments.reduce((sum, one) => sum + one.expected * (factors[one.age] ?? 1), 0);
      const level = thought > 0 ? came / thought : 0;
      for (const one of moments) {
        hits[one.age] = (hits[one.age] ?? 0) + Number(one.hit);
        expected[one.age] = (expected[one.age] ?? 0) + level * one.expected;
      }
    }
    factors.set(factors.map((_, age) => (hits[age] ?? 0) / (expected[age] ?? 1)));
  }
  const usual = factors.at(-1) ?? 1;
  return untilHours.map((hours, age) => ({
    untilHours: hours,
    factor: toFactor((factors[age] ?? 1) / usual),
  }));
}

function toAge(hours: number): number {
  const age = untilHours.findIndex((until) => hours < until);
  return age === -1 ? untilHours.length : age;
}

function toFactor(value: number): number {
  return Number(Math.min(1000, Math.max(0.01, value)).toPrecision(4));
}

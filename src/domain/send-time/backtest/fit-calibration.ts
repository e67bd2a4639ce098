import { type Calibration, cumulativeNormal } from '../probability-better.ts';

/** A decision whose moment and whose now ended differently: one was a hit, the other was not. */
export interface Duel {
  z: number;
  /** s = N + kappa. */
  strength: number;
  /** The model's moment was the hit. */
  won: boolean;
}

const drifts = [0, 0.01, 0.03, 0.1, 0.3, 1] as const;
const ROUNDS = 12;
/** Fewer say too little: what was given stays. */
const LEAST_DUELS = 30;
const MOST_DUELS = 10_000;
/** 1 / variance of doubt around 0, before any duel was seen. */
const PRIOR = 60;
/** What all duels of one person tell together, in duels of different people: they are much alike. */
const TOLD_A_PERSON = 3;
const CERTAIN = 1e-6;
/** The parameters' own bounds: c is the square of the slope. */
const SLOPES = [Math.sqrt(0.001), 10] as const;
const DOUBTS = [0, 2] as const;

/**
 * The calibration under which held-out duels are likeliest: a probit regression of who won on
 * z / sqrt(1 + drift s), by Fisher scoring, for some drifts of which the likeliest is taken.
 */
export function fitCalibration(
  { duels: all, people }: { duels: readonly Duel[]; people: number },
  given: Calibration,
): Calibration {
  if (all.length < LEAST_DUELS) return given;
  const step = Math.ceil(all.length / MOST_DUELS);
  const duels = all.filter((_, index) => index % step === 0);
  const told = Math.min(1, (TOLD_A_PERSON * people) / duels.length);
  let best = { calibration: given, likelihood: Number.NEGATIVE_INFINITY };
  for (const drift of drifts) {
    const points = duels.map(({ z, strength, won }) => ({
      x: z / Math.sqrt(1 + drift * strength),
      won,
    }));
    const { slope, doubt } = regress(points, told);
    const likelihood = points.reduce(
      (sum, { x, won }) => {
        const p = toLikely(slope * x - doubt);
        return sum + told * Math.log(won ? p : 1 - p);
      },
      -0.5 * PRIOR * doubt ** 2,
    );
    const calibration = { c: round(slope ** 2), drift, doubt: round(doubt) };
    if (likelihood > best.likelihood) best = { calibration, likelihood };
  }
  return best.calibration;
}

function regress(points: readonly { x: number; won: boolean }[], told: number) {
  let slope = 1;
  let doubt = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const sums = { xx: 1, x1: 0, ones: PRIOR, gx: 1 - slope, g1: -PRIOR * doubt };
    for (const { x, won } of points) {
      const eta = slope * x - doubt;
      const p = toLikely(eta);
      const density = Math.exp(-0.5 * eta * eta) / Math.sqrt(2 * Math.PI);
      const weight = (told * density * density) / (p * (1 - p));
      const gradient = (told * density * (Number(won) - p)) / (p * (1 - p));
      sums.xx += weight * x * x;
      sums.x1 -= weight * x;
      sums.ones += weight;
      sums.gx += gradient * x;
      sums.g1 -= gradient;
    }
    const determinant = sums.xx * sums.ones - sums.x1 * sums.x1;
    slope += (sums.ones * sums.gx - sums.x1 * sums.g1) / determinant;
    doubt += (sums.xx * sums.g1 - sums.x1 * sums.gx) / determinant;
    slope = Math.min(SLOPES[1], Math.max(SLOPES[0], slope));
    doubt = Math.min(DOUBTS[1], Math.max(DOUBTS[0], doubt));
  }
  return { slope, doubt };
}

function toLikely(eta: number): number {
  return Math.min(1 - CERTAIN, Math.max(CERTAIN, cumulativeNormal(eta)));
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}

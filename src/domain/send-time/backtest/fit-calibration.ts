import { probabilityBetter } from '../probability-better.ts';

/** A decision whose moment and whose now ended differently: one was a hit, the other was not. */
export interface Duel {
  z: number;
  /** The model's moment was the hit. */
  won: boolean;
}

/** The parameters' own bounds, as powers of e. */
const LOWEST = Math.log(0.001);
const HIGHEST = Math.log(100);
const GOLDEN = (Math.sqrt(5) - 1) / 2;
const ROUNDS = 40;
/** Fewer say too little: the given c stays. */
const LEAST_DUELS = 30;
const CERTAIN = 1e-6;

/**
 * The c under which held-out duels are likeliest: the maximum of the sum of log P over those won
 * and log (1 - P) over those lost, by golden-section search over log c (Kiefer, 1953).
 */
export function fitCalibration(duels: readonly Duel[], given: number): number {
  if (duels.length < LEAST_DUELS) return given;
  let low = LOWEST;
  let high = HIGHEST;
  for (let round = 0; round < ROUNDS; round++) {
    const left = high - GOLDEN * (high - low);
    const right = low + GOLDEN * (high - low);
    if (logLikelihood(duels, Math.exp(left)) >= logLikelihood(duels, Math.exp(right))) high = right;
    else low = left;
  }
  return Number(Math.exp((low + high) / 2).toPrecision(4));
}

function logLikelihood(duels: readonly Duel[], c: number): number {
  return duels.reduce((sum, { z, won }) => {
    const p = Math.min(1 - CERTAIN, Math.max(CERTAIN, probabilityBetter(z, c)));
    return sum + Math.log(won ? p : 1 - p);
  }, 0);
}

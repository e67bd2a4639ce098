import { type SendTimeWindow, sendTimeWindows } from '../send-time-windows.ts';
import type { Gates } from './fit-gates.ts';
import type { PlayedPerson } from './play-folds.ts';
import {
  type Interval,
  meanOf,
  type Policy,
  resample,
  round,
  toInterval,
} from './score-policies.ts';
import { judgeWindow } from './score-windows.ts';

/** Decisions of the same people at the same moments, by one document of parameters. */
export interface Played {
  people: readonly PlayedPerson[];
  gates: Gates;
}

/** How often two documents hit, and the difference, B less A, with its interval. */
export interface PairedScore {
  hitA: number;
  hitB: number;
  difference: number;
  differenceCI: Interval;
}

export interface WindowComparison {
  model: PairedScore;
  gated: PairedScore;
  people: number;
  decisions: number;
}

/** Compares by person: the same people are in each resample of both. */
export function comparePlays(
  a: Played,
  b: Played,
  seed: number,
): Record<SendTimeWindow, WindowComparison> {
  const windows = Object.entries(sendTimeWindows).map(([window, hours]) => {
    const judgedA = judgeWindow(a.people, a.gates, hours);
    const judgedB = judgeWindow(b.people, b.gates, hours);
    const draws = resample(judgedA.length, seed);
    const pair = (policy: Policy) => {
      const hitsA = Float64Array.from(judgedA, ({ means }) => means[policy].hit);
      const hitsB = Float64Array.from(judgedB, ({ means }) => means[policy].hit);
      return toPairedScore(hitsA, hitsB, draws);
    };
    const decisions = judgedA.reduce((sum, one) => sum + one.decisions, 0);
    const people = judgedA.length;
    return [window, { model: pair('model'), gated: pair('gated'), people, decisions }];
  });
  return Object.fromEntries(windows);
}

function toPairedScore(
  hitsA: Float64Array,
  hitsB: Float64Array,
  draws: readonly Uint32Array[],
): PairedScore {
  if (hitsA.length === 0) return { hitA: 0, hitB: 0, difference: 0, differenceCI: null };
  const differences = hitsB.map((hit, person) => hit - (hitsA[person] ?? 0));
  return {
    hitA: round(meanOf(hitsA)),
    hitB: round(meanOf(hitsB)),
    difference: round(meanOf(differences)),
    differenceCI: toInterval(draws.map((draw) => meanOf(differences, draw))),
  };
}

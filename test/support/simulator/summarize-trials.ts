import { mean } from 'simple-statistics';
import { type PolicyName, policyNames, type Trial } from './try-policies.ts';

/** What a window's trials show. */
export interface TrialSummary {
  decisions: number;
  /** Of the oracle's gain over sending at once, by policy. */
  captured: Record<PolicyName, number>;
  waitHours: Record<PolicyName, number>;
  /** Share of the decisions that the gate lets wait. */
  passShare: number;
  /** Of those, how many are truly better than now; and how much of the ungated gain they keep. */
  trulyBetter: number;
  gainKept: number;
  /** Mean distance of P from the share that is truly better, in ten bins by P. */
  calibrationError: number;
  /** Share captured within each class of recipients, by the model with its gate. */
  classes: Record<string, ClassSummary>;
}

export interface ClassSummary {
  decisions: number;
  /** In chances of an open soon, over a send at once; below 0 the class is harmed. */
  meanGain: number;
  captured: number;
  ungatedCaptured: number;
}

const BINS = 10;
const RICH = 8;

const classes: Record<string, (trial: Trial) => boolean> = {
  'zone known': ({ recipient }) => recipient.zone !== null,
  'zone unknown': ({ recipient }) => recipient.zone === null,
  'machine opens': ({ recipient }) => recipient.person.opensByMachine,
  'own opens': ({ recipient }) => !recipient.person.opensByMachine,
  'no history': ({ engagements }) => engagements === 0,
  'thin history': ({ engagements }) => engagements > 0 && engagements < RICH,
  'rich history': ({ engagements }) => engagements >= RICH,
  drifted: ({ recipient }) => Number.isFinite(recipient.person.driftsAtMs),
  'not drifted': ({ recipient }) => !Number.isFinite(recipient.person.driftsAtMs),
  'scanned links': ({ recipient }) => recipient.person.scansLinks,
};

export function summarizeTrials(trials: readonly Trial[]): TrialSummary {
  const optimized = trials.filter((trial) => trial.optimized);
  const ofEach = (of: (name: PolicyName) => number) =>
    Object.fromEntries(policyNames.map((name) => [name, of(name)])) as Record<PolicyName, number>;
  return {
    decisions: trials.length,
    captured: ofEach((name) => captured(trials, name)),
    waitHours: ofEach((name) => mean(trials.map(({ waitHours }) => waitHours[name]))),
    passShare: optimized.length / trials.length,
    trulyBetter: optimized.filter(({ gain }) => gain.gated > 0).length / optimized.length,
    gainKept: sum(trials, 'gated') / sum(trials, 'model'),
    calibrationError: calibrationError(trials),
    classes: Object.fromEntries(
      Object.entries(classes).map(([name, isIn]) => [name, toClass(trials.filter(isIn))]),
    ),
  };
}

function toClass(trials: readonly Trial[]): ClassSummary {
  return {
    decisions: trials.length,
    meanGain: trials.length === 0 ? 0 : sum(trials, 'gated') / trials.length,
    captured: captured(trials, 'gated'),
    ungatedCaptured: captured(trials, 'model'),
  };
}

function captured(trials: readonly Trial[], name: PolicyName): number {
  return trials.length === 0 ? 0 : sum(trials, name) / sum(trials, 'oracle');
}

function sum(trials: readonly Trial[], name: PolicyName): number {
  return trials.reduce((total, { gain }) => total + gain[name], 0);
}

/** Of decisions that would wait, and have a history that the gate judges. */
function calibrationError(trials: readonly Trial[]): number {
  const moved = trials.filter(
    ({ engagements, waitHours }) => engagements >= 3 && waitHours.model > 0,
  );
  let error = 0;
  for (let bin = 0; bin < BINS; bin++) {
    const inBin = moved.filter(
      ({ pBetter }) => Math.min(BINS - 1, Math.floor(pBetter * BINS)) === bin,
    );
    const off = inBin.reduce(
      (total, { pBetter, gain }) => total + pBetter - Number(gain.model > 0),
      0,
    );
    error += Math.abs(off) / moved.length;
  }
  return error;
}

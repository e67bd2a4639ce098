import { type SendTimeWindow, sendTimeWindows } from '../send-time-windows.ts';
import type { Gates } from './fit-gates.ts';
import { type JudgedPerson, judgePlays } from './judge-plays.ts';
import {
  type CalibrationBin,
  toCalibrationBins,
  toCalibrationError,
} from './measure-calibration.ts';
import type { PlayedPerson } from './play-folds.ts';
import { type Policy, type PolicyScore, round, scorePolicies } from './score-policies.ts';

/** How the policies did in one window. */
export interface WindowScore {
  policies: Record<Policy, PolicyScore>;
  /** Share of the messages that the gate let wait. */
  gatePassShare: number;
  /** `null`: nothing could be compared. */
  calibrationError: number | null;
  people: number;
  decisions: number;
  calibration: CalibrationBin[];
}

export type WindowScores = Record<SendTimeWindow, WindowScore>;

/** Who has fewer in a window tells too little there. */
const LEAST_DECISIONS = 5;
const windows = Object.entries(sendTimeWindows) as [SendTimeWindow, number][];

/** Scores what was played, window by window. */
export function scoreWindows(
  played: readonly PlayedPerson[],
  gates: Gates,
  seed: number,
): WindowScores {
  const scores = windows.map(([window, hours]) => [
    window,
    scoreWindow(judgeWindow(played, gates, hours), seed),
  ]);
  return Object.fromEntries(scores);
}

/** Judges everybody who has enough decisions in a window; others are left out. */
export function judgeWindow(
  played: readonly PlayedPerson[],
  gates: Gates,
  windowHours: number,
): JudgedPerson[] {
  return played.flatMap(({ fold, eventsMs, plays }) => {
    const ofWindow = plays.filter((play) => play.windowHours === windowHours);
    return ofWindow.length < LEAST_DECISIONS ? [] : [judgePlays(ofWindow, eventsMs, gates[fold])];
  });
}

function scoreWindow(judged: readonly JudgedPerson[], seed: number): WindowScore {
  const count = (of: (one: JudgedPerson) => number) =>
    judged.reduce((sum, one) => sum + of(one), 0);
  const decisions = count((one) => one.decisions);
  const means = judged.map((one) => one.means);
  const calibration = toCalibrationBins(judged.flatMap((one) => one.judged));
  const error = toCalibrationError(calibration);
  return {
    policies: scorePolicies(means, seed),
    gatePassShare: decisions === 0 ? 0 : round(count((one) => one.passed) / decisions),
    calibrationError: error === null ? null : round(error),
    people: judged.length,
    decisions,
    calibration,
  };
}

import type { SendTimeParams } from '../send-time-params.ts';
import { type SendTimeWindow, sendTimeWindows } from '../send-time-windows.ts';
import { type AcceptanceHours, drawDecisions } from './draw-decisions.ts';
import { fitCalibration } from './fit-calibration.ts';
import { judgePlays, toDuels } from './judge-plays.ts';
import {
  type CalibrationBin,
  toCalibrationBins,
  toCalibrationError,
} from './measure-calibration.ts';
import { type Clock, type FoldModel, type Play, playDecision } from './play-decision.ts';
import { type Policy, type PolicyScore, round, scorePolicies } from './score-policies.ts';
import type { TestPerson } from './test-person.ts';

/** How the policies did in one window. */
export interface WindowScore {
  policies: Record<Policy, PolicyScore>;
  /** Share of the messages that the gate let wait. */
  gatePassShare: number;
  calibrationError: number | null;
  people: number;
  decisions: number;
  calibration: CalibrationBin[];
}

export type WindowScores = Record<SendTimeWindow, WindowScore>;

export interface BacktestSetup {
  seed: number;
  clock: Clock;
  hours: AcceptanceHours;
  /** Told after each person. */
  onPerson?: (() => void) | undefined;
}

/** Two halves of the people: who is judged by a model has no part in it. */
export interface Fold {
  people: readonly TestPerson[];
  /** Learned from the other half; its c is fitted on the other half's decisions here. */
  model: FoldModel;
}

const LEAST_DECISIONS = 5;
const windows = Object.entries(sendTimeWindows) as [SendTimeWindow, number][];

type Gate = SendTimeParams['gate'];

interface Played {
  fold: 0 | 1;
  eventsMs: Float64Array;
  plays: Play[];
}

/** Plays the second 40 % of everybody's log with a model that was learned from other people. */
export function backtest(folds: readonly [Fold, Fold], setup: BacktestSetup): WindowScores {
  const played = folds.flatMap(({ people, model }, fold) =>
    people.map((person): Played => {
      const plays = playPerson(person, model, setup);
      setup.onPerson?.();
      return { fold: fold === 0 ? 0 : 1, eventsMs: person.eventsMs, plays };
    }),
  );
  const gates = fitGates(folds, played);
  const scores = windows.map(([window, hours]) => {
    const ofWindow = played
      .map((one) => ({ ...one, plays: one.plays.filter((play) => play.windowHours === hours) }))
      .filter(({ plays }) => plays.length >= LEAST_DECISIONS);
    return [window, scoreWindow(ofWindow, gates, setup.seed)] as const;
  });
  return Object.fromEntries(scores) as WindowScores;
}

function playPerson(person: TestPerson, model: FoldModel, setup: BacktestSetup): Play[] {
  const { clock } = setup;
  return drawDecisions(person, setup).flatMap((drawn) =>
    playDecision(person, drawn, { model, clock }),
  );
}

/** The gate of each fold, its c fitted on the decisions of the other one. */
function fitGates(folds: readonly [Fold, Fold], played: readonly Played[]): [Gate, Gate] {
  const fitOne = (of: 0 | 1, other: 0 | 1): Gate => {
    const duels = played
      .filter(({ fold }) => fold === other)
      .flatMap(({ plays, eventsMs }) => toDuels(plays, eventsMs));
    const { gate } = folds[of].model.params;
    return { ...gate, c: fitCalibration(duels, gate.c) };
  };
  return [fitOne(0, 1), fitOne(1, 0)];
}

function scoreWindow(
  played: readonly Played[],
  gates: readonly [Gate, Gate],
  seed: number,
): WindowScore {
  const judged = played.map(({ fold, plays, eventsMs }) =>
    judgePlays(plays, eventsMs, gates[fold]),
  );
  const count = (of: (one: (typeof judged)[number]) => number) =>
    judged.reduce((sum, one) => sum + of(one), 0);
  const decisions = count((one) => one.decisions);
  const calibration = toCalibrationBins(judged.flatMap((one) => one.judged));
  const error = toCalibrationError(calibration);
  return {
    policies: scorePolicies(
      judged.map(({ means }) => means),
      seed,
    ),
    gatePassShare: decisions === 0 ? 0 : round(count((one) => one.passed) / decisions),
    calibrationError: error === null ? null : round(error),
    people: judged.length,
    decisions,
    calibration,
  };
}

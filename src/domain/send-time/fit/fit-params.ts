import { learnCurveOf } from '../backtest/learn-curve-of.ts';
import type { Clock, FoldModel } from '../backtest/play-decision.ts';
import type { TestPerson } from '../backtest/test-person.ts';
import type { SendTimeParams } from '../send-time-params.ts';
import { chooseParams } from './choose-params.ts';
import { fitPresence } from './fit-presence.ts';
import { prequentialScore, toScoredPerson } from './prequential-score.ts';
import { presenceGain } from './presence-gain.ts';
import { toPresenceTrials } from './to-presence-trials.ts';

/** More people say the same, and take longer. */
const MOST_SCORED = 250;
const MOST_TRIED = 400;
/** Nats a decision, on people whom M was not measured on; less is no reason to complicate. */
const LEAST_GAIN = 0.01;

/**
 * Fits parameters to some people: curve and smoothing by how well sessions are foretold from those
 * before them, then presence by what came of drawn moments. Tau and the gate stay as they are.
 */
export function fitParams(
  people: readonly TestPerson[],
  start: SendTimeParams,
  by: { clock: Clock; seed: number },
): FoldModel {
  const curve = learnCurveOf(people, start, by.clock);
  const scored = people.slice(0, MOST_SCORED).map((person) => toScoredPerson(person, by.clock));
  const params = chooseParams(start, (tried) => prequentialScore(scored, tried, curve));
  const model = { params, curve: learnCurveOf(people, params, by.clock) };
  return { ...model, params: { ...params, ...fitPresenceOf(people, model, by) } };
}

function fitPresenceOf(
  people: readonly TestPerson[],
  model: FoldModel,
  by: { clock: Clock; seed: number },
): Pick<SendTimeParams, 'presence' | 'presenceByAge'> {
  const trials = people.slice(0, MOST_TRIED).map((person) => toPresenceTrials(person, model, by));
  const half = (rest: number) => trials.filter((_, index) => index % 2 === rest).flat();
  const gain = presenceGain(half(1), fitPresence(half(0)));
  if (gain < LEAST_GAIN) return { presence: false, presenceByAge: [] };
  return { presence: true, presenceByAge: fitPresence(trials.flat()) };
}

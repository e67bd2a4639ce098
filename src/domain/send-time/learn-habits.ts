import { exposeSlots } from './expose-slots.ts';
import type { PlacedAnswers } from './place-answers.ts';
import { smoothWeek } from './smooth-week.ts';
import { SLOTS, SLOTS_A_DAY } from './week-grid.ts';
import { mixHabits, weighHabits } from './weigh-habits.ts';
import type { Habit } from './workspace-curve.ts';

const HABITS = 8;
const ROUNDS = 10;
/** What a single recipient counts for, at most, in answers. */
const MOST_ANSWERS = 30;
/** Looks and their exposure that each habit is given before, so that no hazard is 0. */
const LOOKS_BEFORE = 0.6;
const EXPOSURE_BEFORE = 2;
/** Half-hours of exposure between two looks, where nobody is known to have looked. */
const USUAL_WAIT = 15;
const SHORTEST_WAIT = 1;
/** Many people's looks are smoothed less than one person's. */
const SMOOTHING = { sigmaHours: 0.75, dayMix: { weekday: 0.1, dayClass: 0.8, all: 0.1 } };

/** Recipients that are added up in a step. */
const STEP = 64;

/** What is believed of a recipient in a round. */
interface Belief {
  placed: PlacedAnswers;
  exposure: Float64Array;
  /** By habit, as many as there are. */
  weights: number[];
  levels: number[];
}

/**
 * Finds the habits of a workspace: a mixture of Gamma-Poisson hazards, by expectation maximization
 * (Dempster, Laird, Rubin, J. R. Stat. Soc. B 39, 1977). In turn, each recipient is given to the
 * habits by how well they explain their answers, and each habit becomes
 * m(k) = sum of w n(k) / sum of w q e(k) over its recipients, smoothed. It begins with habits of
 * three hours each, so that the same recipients find the same ones. In steps of one recipient or
 * a part of one habit, between which others have their turn.
 */
export function* learnHabits(recipients: readonly PlacedAnswers[]): Generator<void, Habit[]> {
  const beliefs: Belief[] = [];
  for (const placed of recipients) {
    beliefs.push(begin(placed));
    yield;
  }
  let habits = yield* toHabits(beliefs);
  for (let round = 1; round < ROUNDS; round++) {
    for (const belief of beliefs) {
      judge(belief, habits, { seesSunk: round > 1 });
      yield;
    }
    habits = yield* toHabits(beliefs);
  }
  return habits;
}

/** The mean of habits, each as often as it is had. */
export function meanHazard(habits: readonly Habit[]): number[] {
  return Array.from({ length: SLOTS }, (_, slot) =>
    habits.reduce((sum, { share, hazard }) => sum + share * (hazard[slot] ?? 0), 0),
  );
}

function begin(placed: PlacedAnswers): Belief {
  const weights = new Array<number>(HABITS).fill(0.05);
  placed.counts.forEach((count, slot) => {
    const part = Math.floor(((slot % SLOTS_A_DAY) / SLOTS_A_DAY) * HABITS);
    weights[part] = (weights[part] ?? 0) + count;
  });
  const sum = weights.reduce((all, weight) => all + weight, 0);
  return {
    placed,
    exposure: exposeSlots(placed, null),
    weights: weights.map((weight) => weight / sum),
    levels: new Array<number>(HABITS).fill(1),
  };
}

function* toHabits(beliefs: readonly Belief[]): Generator<void, Habit[]> {
  const habits: Habit[] = [];
  for (let index = 0; index < HABITS; index++) {
    habits.push(yield* toHabit(beliefs, index));
  }
  return habits;
}

function* toHabit(beliefs: readonly Belief[], index: number): Generator<void, Habit> {
  const counts = new Float64Array(SLOTS);
  const exposure = new Float64Array(SLOTS);
  let recipients = 1;
  for (const [place, { placed, exposure: own, weights, levels }] of beliefs.entries()) {
    if (place % STEP === 0) yield;
    const weight = weights[index] ?? 0;
    const level = levels[index] ?? 1;
    recipients += weight;
    const share = weight * Math.min(1, MOST_ANSWERS / placed.total);
    if (share < 0.001) continue;
    for (let slot = 0; slot < SLOTS; slot++) {
      counts[slot] = (counts[slot] ?? 0) + share * (placed.counts[slot] ?? 0);
      exposure[slot] = (exposure[slot] ?? 0) + share * level * (own[slot] ?? 0);
    }
  }
  const looks = smoothWeek(counts, SMOOTHING);
  const exposed = smoothWeek(exposure, SMOOTHING);
  const waitPerLook = sumOf(looks) > 0 ? sumOf(exposed) / sumOf(looks) : USUAL_WAIT;
  const before = (EXPOSURE_BEFORE / SLOTS) * Math.max(waitPerLook, SHORTEST_WAIT);
  const hazard = Array.from(
    looks,
    (count, slot) => (count + LOOKS_BEFORE / SLOTS) / ((exposed[slot] ?? 0) + before),
  );
  return { share: recipients / (beliefs.length + HABITS), hazard };
}

function judge(
  belief: Belief,
  habits: readonly Habit[],
  { seesSunk }: { seesSunk: boolean },
): void {
  const { placed, exposure } = belief;
  const weighed = weighHabits(habits, { ...placed, exposure });
  belief.weights = weighed.map(({ weight }) => weight);
  belief.levels = weighed.map(({ level }) => level);
  if (seesSunk) belief.exposure = exposeSlots(placed, mixHabits(weighed));
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

import { compareHazards } from './compare-hazards.ts';
import type { Engagement } from './engagement-history.ts';
import { exposeSlots } from './expose-slots.ts';
import { createMassAhead } from './mass-ahead.ts';
import { mixHazards, ownHazards } from './own-hazards.ts';
import { pairAnswers } from './pair-answers.ts';
import { placeAnswers } from './place-answers.ts';
import type { SendTimeQuestion } from './send-time-question.ts';
import { SLOTS, type WallOffsets } from './week-grid.ts';
import { LEVEL_SHAPE, mixHabits, weighHabits } from './weigh-habits.ts';
import type { Habit } from './workspace-curve.ts';

/** What the recipient's answers say of moments, where sends are logged. */
export interface ExposureValue {
  /** Expected looks by slot of the week, sum 1. */
  curve: Float64Array;
  /** N: answers by their weights. */
  total: number;
  /** V(t): how probable it is that the recipient looks within the hours after an instant. */
  valueAt(atMs: number): number;
  /** How many standard deviations the second moment is better than the first. */
  compare(oneMs: number, otherMs: number): number;
}

/** 22 looks in a week, whenever. */
const USUAL_HAZARD = 22 / SLOTS;

/**
 * Values moments by when the recipient looks, not by when they answered: sends go at few hours, and
 * engagement only answers sends. In three steps: which of the workspace's habits may be theirs
 * (`weighHabits`), how often they look in each half-hour by their own answers and each such habit
 * (`estimateHazard`), and, over those, V(t) = sum of w [1 - (g / (g + M(t)))^g], with M(t) the looks
 * expected in the hours after t and g = N + 1 what is known of the recipient's level: the
 * Gamma-Poisson chance of at least one look.
 */
export function valueByExposure(
  question: SendTimeQuestion,
  human: readonly Engagement[],
  grid: { fromMs: number; toMs: number; hours: number; offsets: WallOffsets },
): ExposureValue {
  const { params } = question.model;
  const answers = pairAnswers(human, { nowMs: question.nowMs, ...params });
  const placed = placeAnswers(answers, grid.offsets);
  const by = { habits: toHabits(question), params };
  // What was not seen depends on the hazard, and that on it: a second round is enough.
  const roughly = mixHabits(
    weighHabits(by.habits, { ...placed, exposure: exposeSlots(placed, null) }),
  );
  const own = ownHazards(placed, exposeSlots(placed, roughly), by);
  const ahead = own.map(({ weight, hazard }) => ({ weight, looks: createMassAhead(hazard, grid) }));
  const shape = placed.total + LEVEL_SHAPE;
  const missed = (looks: number) => (shape / (shape + looks)) ** shape;
  return {
    curve: toShares(mixHazards(own)),
    total: placed.total,
    valueAt: (atMs) =>
      ahead.reduce(
        (sum, { weight, looks }) => sum + weight * (1 - missed(looks(atMs, grid.hours))),
        0,
      ),
    compare: (oneMs, otherMs) => compareHazards(own, { oneMs, otherMs, ...grid }),
  };
}

/** Whose clock is not known has no share in the others' habits, but for how often they look. */
function toHabits({ zone, curve }: SendTimeQuestion): readonly Habit[] {
  const hazard = curve?.hazard ?? new Array<number>(SLOTS).fill(USUAL_HAZARD);
  if (zone !== null) return curve?.habits ?? [{ share: 1, hazard }];
  const mean = hazard.reduce((sum, rate) => sum + rate, 0) / SLOTS;
  return [{ share: 1, hazard: new Array<number>(SLOTS).fill(mean) }];
}

function toShares(hazard: Float64Array): Float64Array {
  const sum = hazard.reduce((all, rate) => all + rate, 0);
  return hazard.map((rate) => rate / sum);
}

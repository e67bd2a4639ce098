import { toChances } from './to-chances.ts';
import { SLOTS } from './week-grid.ts';
import type { Habit } from './workspace-curve.ts';

/** How well a habit explains what a recipient did. */
export interface WeighedHabit {
  habit: Habit;
  /** Of all habits, how probable it is that this one is theirs. */
  weight: number;
  /** q: how much more often they look than others of the habit. */
  level: number;
}

/** Own levels differ as the waits between looks do: by as much as their mean. */
export const LEVEL_SHAPE = 1;
/** Habits that are less probable say nothing. */
export const LEAST_WEIGHT = 0.01;

/**
 * Which of a workspace's habits a recipient has, by Bayes' rule: answers are a Poisson process of
 * the rate q m(k) over the exposure e(k), and q is a Gamma variable of mean 1, so that
 * log L = sum of n(k) log m(k) - (N + g) log(sum of e(k) m(k) + g) and
 * q = (N + g) / (sum of e(k) m(k) + g), with g the shape of q.
 */
export function weighHabits(
  habits: readonly Habit[],
  { counts, exposure, total }: { counts: Float64Array; exposure: Float64Array; total: number },
): WeighedHabit[] {
  const events: number[] = [];
  for (let slot = 0; slot < SLOTS; slot++) if ((counts[slot] ?? 0) > 0) events.push(slot);
  const judged = habits.map((habit) => {
    const expected = dot(exposure, habit.hazard) + LEVEL_SHAPE;
    let logLikelihood = Math.log(habit.share) - (total + LEVEL_SHAPE) * Math.log(expected);
    for (const slot of events) {
      logLikelihood += (counts[slot] ?? 0) * Math.log(habit.hazard[slot] ?? 0);
    }
    return { habit, logLikelihood, level: (total + LEVEL_SHAPE) / expected };
  });
  const chances = toChances(judged.map(({ logLikelihood }) => logLikelihood));
  return judged.map(({ habit, level }, index) => ({ habit, weight: chances[index] ?? 0, level }));
}

/** What a recipient's habit is by those that may be it: the mean of q m(k) by their weights. */
export function mixHabits(weighed: readonly WeighedHabit[]): Float64Array {
  const mixed = new Float64Array(SLOTS);
  for (const { habit, weight, level } of weighed) {
    if (weight < LEAST_WEIGHT) continue;
    for (let slot = 0; slot < SLOTS; slot++) {
      mixed[slot] = (mixed[slot] ?? 0) + weight * level * (habit.hazard[slot] ?? 0);
    }
  }
  return mixed;
}

function dot(exposure: Float64Array, hazard: readonly number[]): number {
  let sum = 0;
  for (let slot = 0; slot < hazard.length; slot++) {
    sum += (exposure[slot] ?? 0) * (hazard[slot] ?? 0);
  }
  return sum;
}

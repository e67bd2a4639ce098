import { estimateHazard } from './estimate-hazard.ts';
import type { PlacedAnswers } from './place-answers.ts';
import type { SendTimeParams } from './send-time-params.ts';
import { smoothWeek } from './smooth-week.ts';
import { SLOTS } from './week-grid.ts';
import { LEAST_WEIGHT, weighHabits } from './weigh-habits.ts';
import type { Habit } from './workspace-curve.ts';

/** A habit that may be a recipient's, drawn to their own answers. */
export interface OwnHazard {
  /** How probable it is; all of a recipient's sum to 1. */
  weight: number;
  /** a(k), looks per half-hour. */
  hazard: Float64Array;
  /** What a(k) rests on, in half-hours. */
  exposure: Float64Array;
}

/** What a recipient's answers and their exposure e(k) make of each habit that may be theirs. */
export function ownHazards(
  placed: PlacedAnswers,
  exposure: Float64Array,
  { habits, params }: { habits: readonly Habit[]; params: SendTimeParams },
): OwnHazard[] {
  const smoothed = {
    counts: smoothWeek(placed.counts, params),
    exposure: smoothWeek(exposure, params),
  };
  const weighed = weighHabits(habits, { ...placed, exposure });
  const likely = weighed.filter(({ weight }) => weight >= LEAST_WEIGHT);
  const sum = likely.reduce((all, { weight }) => all + weight, 0);
  return likely.map(({ habit, weight, level }) => {
    const prior = toPrior(habit, level, params.lambda);
    return {
      weight: weight / sum,
      hazard: estimateHazard(smoothed, prior),
      exposure: smoothed.exposure.map((slots) => slots + prior.exposure),
    };
  });
}

/** The mean of hazards by their weights. */
export function mixHazards(own: readonly OwnHazard[]): Float64Array {
  const mixed = new Float64Array(SLOTS);
  for (const { weight, hazard } of own) {
    for (let slot = 0; slot < SLOTS; slot++) {
      mixed[slot] = (mixed[slot] ?? 0) + weight * (hazard[slot] ?? 0);
    }
  }
  return mixed;
}

/** A habit at the recipient's level: lambda looks in as much exposure as they need, lambda/S. */
function toPrior({ hazard }: Habit, level: number, lambda: number) {
  const sum = level * hazard.reduce((total, rate) => total + rate, 0);
  return { rates: hazard.map((rate) => level * rate), exposure: lambda / sum };
}

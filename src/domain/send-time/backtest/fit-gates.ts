import type { SendTimeParams } from '../send-time-params.ts';
import { type Duel, fitCalibration } from './fit-calibration.ts';
import { toDuels } from './judge-plays.ts';
import type { Folds, PlayedPerson } from './play-folds.ts';

/** The gate by which each fold is judged. */
export type Gates = readonly [SendTimeParams['gate'], SendTimeParams['gate']];

/** The gate of each fold, its calibration fitted on the decisions of the other one. */
export function fitGates(folds: Folds, played: readonly PlayedPerson[]): Gates {
  const fitOne = (of: 0 | 1, other: 0 | 1) => {
    const { gate } = folds[of].model.params;
    const duels = duelsOf(played.filter(({ fold }) => fold === other));
    return { ...gate, ...fitCalibration(duels, gate) };
  };
  return [fitOne(0, 1), fitOne(1, 0)];
}

/** Duels between the model's moments and now, of some people. */
export function duelsOf(played: readonly PlayedPerson[]): { duels: Duel[]; people: number } {
  const each = played.map(({ plays, eventsMs }) => toDuels(plays, eventsMs));
  return { duels: each.flat(), people: each.filter(({ length }) => length > 0).length };
}

import { type AcceptanceHours, drawDecisions } from './draw-decisions.ts';
import { type Clock, type FoldModel, type Play, playDecision } from './play-decision.ts';
import type { TestPerson } from './test-person.ts';

/** Half of the people, and what judges them. */
export interface Fold {
  people: readonly TestPerson[];
  /** Learned from the other half: who is judged by a model has no part in it. */
  model: FoldModel;
}
export type Folds = readonly [Fold, Fold];

/** What was played with somebody, and what they did. */
export interface PlayedPerson {
  fold: 0 | 1;
  eventsMs: Float64Array;
  plays: Play[];
}

export interface PlaySetup {
  seed: number;
  clock: Clock;
  hours: AcceptanceHours;
  /** Told after each person. */
  onPerson?: (() => void) | undefined;
}

/** Plays the second 40 % of everybody's log; the same seed plays the same messages. */
export function playFolds(folds: Folds, setup: PlaySetup): PlayedPerson[] {
  return folds.flatMap(({ people, model }, fold) =>
    people.map((person): PlayedPerson => {
      const plays = drawDecisions(person, setup).flatMap((drawn) =>
        playDecision(person, drawn, { model, clock: setup.clock }),
      );
      setup.onPerson?.();
      return { fold: fold === 0 ? 0 : 1, eventsMs: person.eventsMs, plays };
    }),
  );
}

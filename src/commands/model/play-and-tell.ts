import type { AcceptanceHours } from '#domain/send-time/backtest/draw-decisions';
import { type Folds, type PlayedPerson, playFolds } from '#domain/send-time/backtest/play-folds';
import type { Progress } from '../create-progress.ts';
import type { EventsSettings } from './read-options.ts';

/** Plays messages to everybody, and shows how far it is. */
export function playAndTell(
  folds: Folds,
  { clock, seed }: EventsSettings,
  { hours, progress }: { hours: AcceptanceHours; progress: Progress },
): PlayedPerson[] {
  const all = folds[0].people.length + folds[1].people.length;
  const when = hours === 'any' ? 'at any hour' : 'in office hours';
  let played = 0;
  const onPerson = () => progress.show(`messages accepted ${when}: ${++played} of ${all} people`);
  return playFolds(folds, { seed, clock, hours, onPerson });
}

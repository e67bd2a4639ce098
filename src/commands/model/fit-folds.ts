import type { Folds } from '#domain/send-time/backtest/play-folds';
import { toHalves } from '#domain/send-time/backtest/sample-people';
import type { TestPerson } from '#domain/send-time/backtest/test-person';
import { fitParams } from '#domain/send-time/fit/fit-params';
import { defaultParams } from '#domain/send-time/send-time-params';
import type { Progress } from '../create-progress.ts';
import type { EventsSettings } from './read-options.ts';

/** Two halves of the people, each with a model that was fitted to the other one. */
export function fitFolds(
  people: readonly TestPerson[],
  settings: EventsSettings,
  progress: Progress,
): Folds {
  const [one, other] = toHalves(people);
  const fitTo = (half: readonly TestPerson[], name: string) => {
    progress.show(`fitting to ${name} half of the people`);
    return fitParams(half, defaultParams, settings);
  };
  const models = [fitTo(one, 'one'), fitTo(other, 'the other')] as const;
  return [
    { people: one, model: models[1] },
    { people: other, model: models[0] },
  ];
}

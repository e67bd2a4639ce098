import { backtest, type Fold, type WindowScores } from '#domain/send-time/backtest/backtest';
import type { AcceptanceHours } from '#domain/send-time/backtest/draw-decisions';
import { learnCurveOf } from '#domain/send-time/backtest/learn-curve-of';
import { toHalves } from '#domain/send-time/backtest/sample-people';
import type { TestPerson } from '#domain/send-time/backtest/test-person';
import { defaultParams } from '#domain/send-time/send-time-params';
import { createProgress, type Progress } from './create-progress.ts';
import { loadPeople } from './load-people.ts';
import { type EventsOptions, type EventsSettings, readOptions } from './read-options.ts';
import { toScoreTable } from './to-score-table.ts';

export interface BacktestOptions extends EventsOptions {
  plots?: string;
}

/**
 * `punctual model backtest`: plays messages to the people of a log, at once and by the rules that
 * others use and by the model, and prints how often each was answered soon.
 */
export async function backtestModel(options: BacktestOptions): Promise<void> {
  const settings = readOptions(options);
  const progress = createProgress();
  const loaded = await loadPeople(options, settings, progress);
  const folds = learnFolds(loaded.people, settings);
  const play = (hours: AcceptanceHours) => playAll(folds, { hours, settings, progress });
  const windows = play('any');
  const office = play('office');
  progress.clear();
  const report = {
    events: loaded.log.events,
    people: windows['72h'].people,
    decisions: windows['72h'].decisions,
    windows,
    officeHours: {
      people: office['72h'].people,
      decisions: office['72h'].decisions,
      windows: office,
    },
    log: {
      recipients: loaded.log.recipients,
      sends: loaded.log.sends,
      eligible: loaded.eligible,
      badLines: loaded.badLines,
    },
    seed: settings.seed,
    zone: settings.clock.zone,
  };
  if (options.json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else process.stdout.write(`${toLines(report)}\n`);
}

function toLines(report: {
  events: number;
  people: number;
  decisions: number;
  windows: WindowScores;
  officeHours: { windows: WindowScores };
}): string {
  const { events, people, decisions } = report;
  return [
    `${events} events; ${people} people judged, by ${decisions} messages each of them could answer`,
    ...toScoreTable('Messages accepted at any hour', report.windows),
    ...toScoreTable('Messages accepted in office hours', report.officeHours.windows),
  ].join('\n');
}

function learnFolds(people: readonly TestPerson[], { clock }: EventsSettings): [Fold, Fold] {
  const halves = toHalves(people);
  const learn = (half: readonly TestPerson[]) => ({
    params: defaultParams,
    curve: learnCurveOf(half, defaultParams, clock),
  });
  return [
    { people: halves[0], model: learn(halves[1]) },
    { people: halves[1], model: learn(halves[0]) },
  ];
}

function playAll(
  folds: [Fold, Fold],
  by: { hours: AcceptanceHours; settings: EventsSettings; progress: Progress },
): WindowScores {
  const all = folds[0].people.length + folds[1].people.length;
  const when = by.hours === 'any' ? 'at any hour' : 'in office hours';
  let played = 0;
  return backtest(folds, {
    seed: by.settings.seed,
    clock: by.settings.clock,
    hours: by.hours,
    onPerson: () => by.progress.show(`messages accepted ${when}: ${++played} of ${all} people`),
  });
}

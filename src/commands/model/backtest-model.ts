import type { AcceptanceHours } from '#domain/send-time/backtest/draw-decisions';
import { fitGates } from '#domain/send-time/backtest/fit-gates';
import type { Folds } from '#domain/send-time/backtest/play-folds';
import { scoreWindows, type WindowScores } from '#domain/send-time/backtest/score-windows';
import { createProgress } from '../create-progress.ts';
import { fitFolds } from './fit-folds.ts';
import { type LoadedPeople, loadPeople } from './load-people.ts';
import { playAndTell } from './play-and-tell.ts';
import { type EventsOptions, type EventsSettings, readOptions } from './read-options.ts';
import { toScoreTable } from './to-score-table.ts';
import { writePlots } from './write-plots.ts';

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
  const folds = fitFolds(loaded.people, settings, progress);
  const play = (hours: AcceptanceHours) => {
    const played = playAndTell(folds, settings, { hours, progress });
    const gates = fitGates(folds, played);
    return { gates, windows: scoreWindows(played, gates, settings.seed) };
  };
  const any = play('any');
  const office = play('office');
  progress.clear();
  const report = {
    events: loaded.log.events,
    ...toTable(any.windows),
    officeHours: toTable(office.windows),
    fitted: folds.map(({ model }, fold) => ({ ...model.params, gate: any.gates[fold] })),
    ...toFacts(loaded, settings),
  };
  if (options.plots !== undefined) await writePlots(options.plots, report.windows, curvesOf(folds));
  process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : toText(report));
}

/** People and decisions of the widest window, which has those of the others. */
function toTable(windows: WindowScores) {
  const { people, decisions } = windows['72h'];
  return { people, decisions, windows };
}

function toFacts({ log, eligible, badLines }: LoadedPeople, { seed, clock }: EventsSettings) {
  const { recipients, sends } = log;
  return { log: { recipients, sends, eligible, badLines }, seed, zone: clock.zone };
}

function curvesOf(folds: Folds): (readonly number[])[] {
  return folds.flatMap(({ model: { curve } }) => (curve === null ? [] : [curve.share]));
}

function toText(report: {
  events: number;
  people: number;
  decisions: number;
  windows: WindowScores;
  officeHours: { windows: WindowScores };
}): string {
  const lines = [
    `${report.events} events, ${report.people} people judged by ${report.decisions} messages`,
    ...toScoreTable('Messages accepted at any hour', report.windows),
    ...toScoreTable('Messages accepted in office hours', report.officeHours.windows),
  ];
  return `${lines.join('\n')}\n`;
}

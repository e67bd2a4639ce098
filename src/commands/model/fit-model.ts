import { writeFile } from 'node:fs/promises';
import { comparePlays } from '#domain/send-time/backtest/compare-plays';
import { fitCalibration } from '#domain/send-time/backtest/fit-calibration';
import { duelsOf, fitGates } from '#domain/send-time/backtest/fit-gates';
import type { Folds } from '#domain/send-time/backtest/play-folds';
import { fitParams } from '#domain/send-time/fit/fit-params';
import { defaultParams, type SendTimeParams } from '#domain/send-time/send-time-params';
import { hashParams } from '#send-times/hash-params';
import { createProgress, type Progress } from './create-progress.ts';
import { fitFolds } from './fit-folds.ts';
import { type LoadedPeople, loadPeople } from './load-people.ts';
import { playAndTell } from './play-and-tell.ts';
import { type EventsOptions, type EventsSettings, readOptions } from './read-options.ts';
import { toComparisonTable } from './to-comparison-table.ts';
import { toParamsTable } from './to-params-table.ts';

export interface FitOptions extends EventsOptions {
  out?: string;
}

/**
 * `punctual model fit`: chooses parameters for a log, and tells what such a choice is worth to
 * people whom it was not made for. Writes a document, and never puts it to use.
 */
export async function fitModel(options: FitOptions): Promise<void> {
  const settings = readOptions(options);
  const progress = createProgress();
  const loaded = await loadPeople(options, settings, progress);
  const { windows, calibration } = compareWithDefaults(loaded, settings, progress);
  progress.show('fitting to everybody');
  const { params: chosen } = fitParams(loaded.people, defaultParams, settings);
  const params: SendTimeParams = { ...chosen, gate: { ...chosen.gate, ...calibration } };
  progress.clear();
  const document = `${JSON.stringify(params, null, 2)}\n`;
  if (options.out !== undefined) await writeFile(options.out, document);
  const report = {
    params,
    paramsHash: hashParams(params),
    events: loaded.log.events,
    people: loaded.people.length,
    heldOut: { a: 'default', b: 'fitted to the other half of the people', windows },
    ...{ seed: settings.seed, zone: settings.clock.zone },
  };
  process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : toText(report));
  if (options.out !== undefined) progress.tell(`written to ${options.out}; nothing uses it yet`);
}

function compareWithDefaults(
  { people }: LoadedPeople,
  settings: EventsSettings,
  progress: Progress,
) {
  const fitted = fitFolds(people, settings, progress);
  const [one, other] = fitted;
  const defaults: Folds = [
    { ...one, model: { ...one.model, params: defaultParams } },
    { ...other, model: { ...other.model, params: defaultParams } },
  ];
  const play = (folds: Folds) => {
    const played = playAndTell(folds, settings, { hours: 'any', progress });
    return { people: played, gates: fitGates(folds, played) };
  };
  const playedFitted = play(fitted);
  return {
    windows: comparePlays(play(defaults), playedFitted, settings.seed),
    calibration: fitCalibration(duelsOf(playedFitted.people), defaultParams.gate),
  };
}

function toText(report: {
  params: SendTimeParams;
  paramsHash: string;
  heldOut: { windows: Parameters<typeof toComparisonTable>[0] };
}): string {
  const lines = [
    ...toParamsTable(report.params, defaultParams),
    '',
    `hash ${report.paramsHash}`,
    '',
    'On held-out people, A the defaults, B fitted to the other half of the people:',
    ...toComparisonTable(report.heldOut.windows),
  ];
  return `${lines.join('\n')}\n`;
}

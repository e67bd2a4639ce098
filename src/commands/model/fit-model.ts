import { access, constants, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { comparePlays } from '#domain/send-time/backtest/compare-plays';
import { fitCalibration } from '#domain/send-time/backtest/fit-calibration';
import { duelsOf, fitGates } from '#domain/send-time/backtest/fit-gates';
import type { Folds } from '#domain/send-time/backtest/play-folds';
import { fitParams } from '#domain/send-time/fit/fit-params';
import { defaultParams, type SendTimeParams } from '#domain/send-time/send-time-params';
import { createModelVersion } from '#send-times/create-model-version';
import { hashParams } from '#send-times/hash-params';
import type { Environment } from '#src/env';
import { createProgress, type Progress } from '../create-progress.ts';
import { fitFolds } from './fit-folds.ts';
import { inWorkspaceOf } from './in-workspace-of.ts';
import { type LoadedPeople, loadPeople } from './load-people.ts';
import { playAndTell } from './play-and-tell.ts';
import { type EventsOptions, type EventsSettings, readOptions } from './read-options.ts';
import { toComparisonTable } from './to-comparison-table.ts';
import { toParamsTable } from './to-params-table.ts';

export interface FitOptions extends EventsOptions {
  out?: string;
  add?: boolean;
  workspace?: string;
}

interface FitReport {
  params: SendTimeParams;
  paramsHash: string;
  /** What was measured, kept with the version. */
  measures: Record<string, unknown> & {
    heldOut: { windows: Parameters<typeof toComparisonTable>[0] };
  };
  /** The version that it was kept as; `null`: it was not. */
  added: string | null;
}

/** Two halves, each of more than one. */
const LEAST_PEOPLE = 4;

/**
 * `punctual model fit`: chooses parameters for a log, and tells what such a choice is worth to
 * people whom it was not made for. Writes a document, or keeps it as a version, and never puts it to
 * use.
 *
 * @throws when it cannot be kept; what was found is printed before
 */
export async function fitModel(environment: Environment, options: FitOptions): Promise<void> {
  const settings = readOptions(options);
  await checkWorkspace(environment, options);
  if (options.out !== undefined) await access(dirname(options.out), constants.W_OK);
  const progress = createProgress();
  const loaded = await loadPeople(options, settings, progress);
  if (loaded.people.length < LEAST_PEOPLE) {
    throw new Error(`a fit needs at least ${LEAST_PEOPLE} people, got ${loaded.people.length}`);
  }
  const { windows, calibration } = compareWithDefaults(loaded, settings, progress);
  progress.show('fitting to everybody');
  const { params: chosen } = fitParams(loaded.people, defaultParams, settings);
  const params: SendTimeParams = { ...chosen, gate: { ...chosen.gate, ...calibration } };
  progress.clear();
  const document = `${JSON.stringify(params, null, 2)}\n`;
  if (options.out !== undefined) await writeFile(options.out, document);
  const measures = {
    events: loaded.log.events,
    people: loaded.people.length,
    heldOut: { a: 'default', b: 'fitted to the other half of the people', windows },
    ...{ seed: settings.seed, zone: settings.clock.zone },
  };
  const report: FitReport = { params, paramsHash: hashParams(params), measures, added: null };
  try {
    if (options.add) report.added = await keep(environment, options, report);
  } finally {
    print(report, options, progress);
  }
}

/** Before minutes of fitting. */
async function checkWorkspace(environment: Environment, options: FitOptions): Promise<void> {
  if (options.add) await inWorkspaceOf(environment, options, async (_, id) => id);
  else if (options.workspace !== undefined) throw new Error('--workspace goes with --add');
}

async function keep(
  environment: Environment,
  options: FitOptions,
  { params, measures }: FitReport,
): Promise<string> {
  const view = await inWorkspaceOf(environment, options, (tx, workspaceId) =>
    createModelVersion(tx, { workspaceId, params, origin: 'fit', measures, now: new Date() }),
  );
  return view.version;
}

function print(report: FitReport, { json, out }: FitOptions, progress: Progress): void {
  const { measures, ...others } = report;
  const told = json ? `${JSON.stringify({ ...others, ...measures }, null, 2)}\n` : toText(report);
  process.stdout.write(told);
  if (out !== undefined) progress.tell(`written to ${out}; nothing uses it yet`);
  const { added } = report;
  if (added === null) return;
  progress.tell(
    `kept as ${added}; it decides nothing yet: punctual model promote ${added} lets it`,
  );
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

function toText(report: FitReport): string {
  const lines = [
    ...toParamsTable(report.params, defaultParams),
    '',
    `hash ${report.paramsHash}`,
    '',
    'On held-out people, A the defaults, B fitted to the other half of the people:',
    ...toComparisonTable(report.measures.heldOut.windows),
  ];
  return `${lines.join('\n')}\n`;
}

import { comparePlays, type WindowComparison } from '#domain/send-time/backtest/compare-plays';
import { learnCurveOf } from '#domain/send-time/backtest/learn-curve-of';
import type { Folds } from '#domain/send-time/backtest/play-folds';
import { toHalves } from '#domain/send-time/backtest/sample-people';
import type { TestPerson } from '#domain/send-time/backtest/test-person';
import type { SendTimeParams } from '#domain/send-time/send-time-params';
import { findModel } from '#send-times/find-model';
import { hashParams } from '#send-times/hash-params';
import { parseVersionName } from '#send-times/model-view';
import type { Environment } from '#src/env';
import { createProgress } from '../create-progress.ts';
import { inWorkspaceOf } from './in-workspace-of.ts';
import { loadPeople } from './load-people.ts';
import { playAndTell } from './play-and-tell.ts';
import { type EventsOptions, type EventsSettings, readOptions } from './read-options.ts';
import { readParams } from './read-params.ts';
import { toComparisonTable } from './to-comparison-table.ts';

export interface CompareOptions extends EventsOptions {
  workspace?: string;
}

/**
 * `punctual model compare A B`: plays the same messages by two documents or versions, as they are, each with the curve of the other half of the people.
 */
export async function compareModels(
  environment: Environment,
  [a, b]: readonly [string, string],
  options: CompareOptions,
): Promise<void> {
  const settings = readOptions(options);
  const read = (name: string) => readParamsOrVersion(environment, name, options);
  const documents = [await read(a), await read(b)] as const;
  const progress = createProgress();
  const loaded = await loadPeople(options, settings, progress);
  const play = (params: SendTimeParams) => {
    const folds = toFolds(loaded.people, params, settings);
    const people = playAndTell(folds, settings, { hours: 'any', progress });
    return { people, gates: [params.gate, params.gate] as const };
  };
  const [playedA, playedB] = [play(documents[0]), play(documents[1])];
  const windows = comparePlays(playedA, playedB, settings.seed);
  progress.clear();
  const report = {
    a: { name: a, paramsHash: hashParams(documents[0]) },
    b: { name: b, paramsHash: hashParams(documents[1]) },
    events: loaded.log.events,
    windows,
    ...{ seed: settings.seed, zone: settings.clock.zone },
  };
  process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : toText(report));
}

/** `v1`, `shipped` ... are of a workspace; all else needs no database. */
async function readParamsOrVersion(
  environment: Environment,
  name: string,
  options: CompareOptions,
): Promise<SendTimeParams> {
  if (parseVersionName(name) === null) return readParams(name);
  const view = await inWorkspaceOf(environment, options, (tx, id) => findModel(tx, id, name));
  return view.params;
}

function toFolds(
  people: readonly TestPerson[],
  params: SendTimeParams,
  { clock }: EventsSettings,
): Folds {
  const [one, other] = toHalves(people);
  return [
    { people: one, model: { params, curve: learnCurveOf(other, params, clock) } },
    { people: other, model: { params, curve: learnCurveOf(one, params, clock) } },
  ];
}

function toText(report: {
  a: { name: string; paramsHash: string };
  b: { name: string; paramsHash: string };
  windows: Record<string, WindowComparison>;
}): string {
  const { a, b, windows } = report;
  const head = [`A: ${a.name} (${a.paramsHash})`, `B: ${b.name} (${b.paramsHash})`];
  return `${[...head, ...toComparisonTable(windows)].join('\n')}\n`;
}

import { createModelVersion } from '#send-times/create-model-version';
import { findModel } from '#send-times/find-model';
import { listModels } from '#send-times/list-models';
import type { ModelView } from '#send-times/model-view';
import { promoteModel } from '#send-times/promote-model';
import type { Environment } from '#src/env';
import { inWorkspaceOf } from './in-workspace-of.ts';
import { readParams } from './read-params.ts';

export interface ModelOptions {
  workspace?: string;
  json?: boolean;
}

/** `punctual model show [VERSION]`: the parameters that decide, or those of a version. */
export async function showModel(
  environment: Environment,
  name: string | undefined,
  options: ModelOptions,
): Promise<void> {
  const view = await inWorkspaceOf(environment, options, (tx, id) =>
    findModel(tx, id, name ?? null),
  );
  print(options, view, [
    toLine(view),
    ...view.problems.map((problem) => `  cannot be read: ${problem}`),
    ...(view.note === null ? [] : [`  ${view.note}`]),
    JSON.stringify(view.params, null, 2),
    ...(Object.keys(view.measures).length === 0 ? [] : [JSON.stringify(view.measures, null, 2)]),
  ]);
}

/** `punctual model list`: all versions, newest first. */
export async function listModelVersions(
  environment: Environment,
  options: ModelOptions,
): Promise<void> {
  const views = await inWorkspaceOf(environment, options, listModels);
  print(options, views, views.map(toLine));
}

/** `punctual model add FILE`: keeps a document of parameters, or a profile, as the next version. */
export async function addModel(
  environment: Environment,
  file: string,
  options: ModelOptions & { note?: string },
): Promise<void> {
  const params = await readParams(file);
  const { note } = options;
  const view = await inWorkspaceOf(environment, options, (tx, workspaceId) =>
    createModelVersion(tx, { workspaceId, params, origin: 'file', note, now: new Date() }),
  );
  const next = `It decides nothing yet: punctual model promote ${view.version} lets it.`;
  print(options, view, [toLine(view), next]);
}

/** `punctual model promote VERSION`: lets it decide what is accepted from now on. */
export async function promote(
  environment: Environment,
  name: string,
  options: ModelOptions,
): Promise<void> {
  const promotion = await inWorkspaceOf(environment, options, (tx, workspaceId) =>
    promoteModel(tx, { workspaceId, name, now: new Date() }),
  );
  const { promoted, replaced } = promotion;
  const isSame = promoted.version === replaced.version;
  print(options, { promoted: promoted.version, replaced: isSame ? null : replaced.version }, [
    isSame
      ? `${promoted.version} decides already.`
      : `${promoted.version} decides from now on; before, ${replaced.version} did.`,
  ]);
}

function toLine(view: ModelView): string {
  const { version, promoted, paramsHash, origin, createdAt, problems } = view;
  const mark = promoted ? '*' : ' ';
  const made = createdAt === null ? '' : `  ${createdAt.toISOString()}`;
  const unread = problems.length === 0 ? '' : '  cannot be read: what is shipped stands in for it';
  return `${mark} ${version}  ${paramsHash}  ${origin}${made}${unread}`;
}

function print({ json }: ModelOptions, value: unknown, lines: readonly string[]): void {
  process.stdout.write(`${json ? JSON.stringify(value, null, 2) : lines.join('\n')}\n`);
}

import { accessSync, constants, existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { findOnPath } from '#local/find-on-path';
import { locateTemporalCli } from '#local/locate-temporal-cli';
import { findPostgresAccount } from '#local/postgres-account';
import type { Environment } from '#src/env';
import { type Finding, fail, ok, warn } from './finding.ts';
import { toReason } from './to-reason.ts';

type Tools = Readonly<Record<string, string | undefined>>;

/** What `npm start` would bring where DATABASE_URL or TEMPORAL_ADDRESS is left out. */
export async function checkEmbedded(environment: Environment, tools: Tools): Promise<Finding[]> {
  const ownPostgres = environment.DATABASE_URL === undefined;
  const ownTemporal = environment.TEMPORAL_ADDRESS === undefined;
  const findings: Finding[] = [];
  if (ownPostgres || ownTemporal) findings.push(checkDataFolder(environment.DATA_DIR));
  if (ownPostgres) findings.push(...(await checkPostgresAccount()));
  if (ownTemporal) findings.push(checkTemporalCli(environment, tools));
  return findings;
}

function checkDataFolder(dataDir: string): Finding {
  const folder = resolve(dataDir);
  let existing = folder;
  while (!existsSync(existing)) existing = dirname(existing);
  try {
    accessSync(existing, constants.W_OK | constants.X_OK);
    return ok('Data folder', existing === folder ? folder : `${folder}, made by the first start`);
  } catch {
    return fail(
      'Data folder',
      `${existing} cannot be written to`,
      'set DATA_DIR to another folder',
    );
  }
}

async function checkPostgresAccount(): Promise<Finding[]> {
  try {
    await findPostgresAccount({ PATH: '/usr/bin:/bin' });
    return [];
  } catch (error) {
    const mend = 'start as another user, or set DATABASE_URL';
    return [fail('PostgreSQL account', toReason(error), mend)];
  }
}

function checkTemporalCli(environment: Environment, tools: Tools): Finding {
  const part = 'Temporal CLI';
  try {
    const path = locateTemporalCli({ ...tools, TEMPORAL_CLI: environment.TEMPORAL_CLI });
    if (path !== null) return ok(part, path);
  } catch (error) {
    return fail(part, toReason(error), 'set TEMPORAL_CLI right, or leave it out');
  }
  const hasGo = findOnPath('go', tools) !== null;
  const next = hasGo
    ? 'or, if that fails, builds it with Go (about 6 minutes, once)'
    : 'and has no other way: there is no Go here';
  const mend = 'install it (https://docs.temporal.io/cli), or set TEMPORAL_CLI or TEMPORAL_ADDRESS';
  return warn(part, `none here yet: punctual start downloads it, ${next}`, mend);
}

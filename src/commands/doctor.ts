import { connect } from '#db/connect';
import { shippedZoneRules } from '#domain/time-zone';
import { findRunningPostgres } from '#local/find-running-postgres';
import { findRunningTemporal } from '#local/find-running-temporal';
import { type Environment, readToolEnvironment } from '#src/env';
import { checkAdminKey } from './doctor-checks/check-admin-key.ts';
import { checkClock } from './doctor-checks/check-clock.ts';
import { checkConfiguration } from './doctor-checks/check-configuration.ts';
import { checkDatabase } from './doctor-checks/check-database.ts';
import { checkEmbedded } from './doctor-checks/check-embedded.ts';
import { checkNode } from './doctor-checks/check-node.ts';
import { checkPort } from './doctor-checks/check-port.ts';
import { checkProviders } from './doctor-checks/check-providers.ts';
import { checkSenders } from './doctor-checks/check-senders.ts';
import { checkTemporal } from './doctor-checks/check-temporal.ts';
import { checkUnsubscribing } from './doctor-checks/check-unsubscribing.ts';
import { checkVendorServers } from './doctor-checks/check-vendor-servers.ts';
import { checkZoneRules } from './doctor-checks/check-zone-rules.ts';
import { type Finding, fail, ok, warn } from './doctor-checks/finding.ts';
import { hidePassword } from './doctor-checks/hide-password.ts';
import { toReason } from './doctor-checks/to-reason.ts';
import { readVendorSettings } from './read-vendor-settings.ts';

const MARKS = { ok: 'ok  ', warn: 'warn', fail: 'FAIL' } as const;

/**
 * Looks at everything that Punctual stands on and says how to mend what is wrong. Changes nothing.
 *
 * @returns the exit code: 1 when something does not work.
 */
export async function doctor({ json = false }: { json?: boolean }): Promise<number> {
  const findings = await examine();
  const isWell = findings.every(({ status }) => status !== 'fail');
  const report = json ? JSON.stringify({ ok: isWell, findings }, null, 2) : toLines(findings);
  process.stdout.write(`${report}\n`);
  return isWell ? 0 : 1;
}

async function examine(): Promise<Finding[]> {
  const { environment, findings } = checkConfiguration();
  const own = [checkNode(), ...findings];
  if (environment === null) {
    const mend = 'mend the configuration first, and run punctual doctor again';
    return [...own, warn('Everything else', 'not looked at: where to look is not known', mend)];
  }
  const looks = await Promise.all([
    checkEmbedded(environment, readToolEnvironment()),
    examineDatabase(environment),
    examineTemporal(environment),
    checkPort(environment),
    checkProviders(environment),
    checkVendorServers(readVendorSettings(environment)),
  ]);
  return [...own, ...looks.flat()];
}

async function examineDatabase(environment: Environment): Promise<Finding[]> {
  const { DATABASE_URL: given, DATA_DIR: dataDir } = environment;
  const shipped = shippedZoneRules().version;
  try {
    const url = given ?? (await findRunningPostgres(dataDir));
    if (url !== null) return await lookAtDatabase(url, shipped, environment);
    const resting = `not running: punctual start brings its own in ${dataDir}`;
    return [ok('Database', resting), ...(await checkZoneRules(null, shipped))];
  } catch (error) {
    const mend = given
      ? 'start PostgreSQL there, or set DATABASE_URL right'
      : `look into ${dataDir}/postgres, or set DATABASE_URL`;
    const where = given ? ` (${hidePassword(given)})` : '';
    return [fail('Database', `cannot be asked${where}: ${toReason(error)}`, mend)];
  }
}

async function lookAtDatabase(
  url: string,
  shipped: string,
  environment: Environment,
): Promise<Finding[]> {
  const { db, sql, close } = connect({ url, poolSize: 1, name: 'punctual doctor' });
  try {
    const database = await checkDatabase(sql, hidePassword(url));
    const hasTables = database.every(({ part, status }) => part !== 'Schema' || status !== 'fail');
    return [
      ...database,
      await checkClock(sql),
      ...(await checkZoneRules(hasTables ? sql : null, shipped)),
      ...(hasTables ? await checkUnsubscribing(sql, environment.PUBLIC_URL) : []),
      ...(hasTables ? await checkSenders(sql, environment) : []),
      ...(hasTables ? await checkAdminKey(db, environment) : []),
    ];
  } finally {
    await close();
  }
}

async function examineTemporal(environment: Environment): Promise<Finding[]> {
  const { TEMPORAL_ADDRESS: given, TEMPORAL_NAMESPACE: namespace, DATA_DIR: dataDir } = environment;
  const address = given ?? (await findRunningTemporal(dataDir));
  if (address !== null) return checkTemporal({ address, namespace });
  return [ok('Temporal', `not running: punctual start brings its own in ${dataDir}`)];
}

function toLines(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ part }) => part.length));
  return findings
    .flatMap(({ part, status, detail, mend }) => [
      `${MARKS[status]}  ${part.padEnd(width)}  ${detail}`,
      ...(mend === undefined ? [] : [`${' '.repeat(width + 6)}  -> ${mend}`]),
    ])
    .join('\n');
}

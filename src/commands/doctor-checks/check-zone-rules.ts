import type postgres from 'postgres';
import { type Finding, ok, warn } from './finding.ts';

const PART = 'Zone rules';

interface Waiting {
  version: string;
  count: number;
}

/** The shipped zone rules against those that pending local times were resolved by (T3). */
export async function checkZoneRules(
  sql: postgres.Sql | null,
  shipped: string,
): Promise<Finding[]> {
  const waiting = sql === null ? [] : await countWaiting(sql);
  const others = waiting.filter(({ version }) => version !== shipped);
  return [ok(PART, `${shipped}, shipped`), ...others.map((other) => toWarning(other, shipped))];
}

function toWarning({ version, count }: Waiting, shipped: string): Finding {
  const detail = `${count} pending messages were resolved by ${version}`;
  return version < shipped
    ? warn(
        PART,
        `${detail}, which is older`,
        'start a worker of this release: it resolves them anew',
      )
    : warn(PART, `${detail}, which is newer`, 'replace this program by the newer release');
}

async function countWaiting(sql: postgres.Sql): Promise<Waiting[]> {
  return sql<Waiting[]>`
    SELECT tz_version AS version, count(*)::int AS count FROM messages
    WHERE status = 'scheduled' AND timing_kind = 'local' AND tz_version IS NOT NULL
    GROUP BY tz_version ORDER BY tz_version`;
}

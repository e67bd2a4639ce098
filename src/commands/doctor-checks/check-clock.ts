import type postgres from 'postgres';
import { startClock } from '#db/clock';
import { type Finding, ok, warn } from './finding.ts';

const DEGRADED_MS = 1_000;

/** How far this machine's clock is from PostgreSQL's, which is the one that counts. */
export async function checkClock(sql: postgres.Sql): Promise<Finding> {
  const clock = await startClock(sql);
  clock.stop();
  const offsetMs = Math.round(clock.offsetMs());
  const detail = `${offsetMs} ms behind PostgreSQL's, and corrected`;
  return Math.abs(offsetMs) <= DEGRADED_MS
    ? ok('Clock', detail)
    : warn('Clock', detail, 'set the clock of this machine or of the database server (NTP)');
}

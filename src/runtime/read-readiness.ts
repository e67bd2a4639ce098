import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { PartState, Readiness } from '#http/readiness';
import { countPollers, isTemporalServing } from '#temporal/look-at-temporal';
import type { Core } from './open-core.ts';

/** A check that has no answer by then has failed; load balancers ask often. */
const CHECK_TIMEOUT_MS = 2_000;
const CLOCK_DEGRADED_MS = 1_000;

/** Looks at every part that Punctual stands on. Never throws. */
export async function readReadiness(
  core: Core,
  client: Client,
  isStarted: boolean,
): Promise<Readiness> {
  const [database, temporal, workers] = await Promise.all([
    check(async () => {
      await core.connection.sql`SELECT 1`;
      return { status: 'ok' };
    }),
    check(async () => {
      await isTemporalServing(client);
      return { status: 'ok' };
    }),
    check(() => readWorkers(client)),
  ]);
  return {
    ready: isStarted && database.status === 'ok',
    parts: { database, temporal, workers, clock: readClock(core), zoneRules: readZoneRules(core) },
  };
}

async function check(look: () => Promise<PartState>): Promise<PartState> {
  const tooLate = sleep(CHECK_TIMEOUT_MS, { status: 'down', detail: 'no answer' } as const, {
    ref: false,
  });
  // The cause can name hosts and users: it is for the log of whoever uses the part.
  return Promise.race([look(), tooLate]).catch(() => ({ status: 'down', detail: 'unreachable' }));
}

async function readWorkers(client: Client): Promise<PartState> {
  const count = await countPollers(client);
  return count > 0
    ? { status: 'ok', detail: `${count} polling` }
    : { status: 'down', detail: 'no worker is polling' };
}

function readClock(core: Core): PartState {
  const offsetMs = core.clock.offsetMs();
  const isOff = Math.abs(offsetMs) > CLOCK_DEGRADED_MS;
  return {
    status: isOff ? 'degraded' : 'ok',
    detail: `${offsetMs} ms behind PostgreSQL, and corrected`,
  };
}

function readZoneRules(core: Core): PartState {
  return { status: 'ok', detail: core.zoneRules.version };
}

import type { ApiAsks } from '../processes/api-process.ts';
import { createApiClient } from './api-client.ts';
import type { Bench } from './bench.ts';
import { scheduleSteadily } from './schedule-steadily.ts';
import type { Stage } from './stage.ts';
import type { Tenant } from './tenants.ts';

/** Long enough for relay and early wake, so that they run beside the sends as they do in life. */
export const AHEAD_MS = 8_000;
const SINGLES_BEFORE_MS = 5_000;

export interface Singles {
  tenant: Tenant;
  /** The crowd's instant: they begin before it and go on after it. */
  dueMs: number;
  /** What else is done with each, once it was accepted. */
  then?(messageId: string, dueMs: number): Promise<unknown>;
}

/** Accepts single messages over HTTP, at a steady rate beside a crowd. @returns how many. */
export async function scheduleSingles(
  bench: Bench,
  stage: Stage,
  { tenant, dueMs, then }: Singles,
): Promise<number> {
  const { singlesPerSecond, singlesSeconds } = bench.sizes;
  const api = await stage.start<ApiAsks>('api-process.ts');
  const client = createApiClient(await api.ask('url', null), tenant.key);
  const count = Math.round((SINGLES_BEFORE_MS / 1_000 + singlesSeconds) * singlesPerSecond);
  await scheduleSteadily({
    group: 'single',
    // Off the crowd's instant, so that none of them is part of it.
    fromMs: dueMs - SINGLES_BEFORE_MS + 100,
    count,
    everyMs: 1_000 / singlesPerSecond,
    aheadMs: AHEAD_MS,
    async accept(message) {
      const id = await client.schedule(message);
      await then?.(id, message.dueMs);
    },
  });
  client.close();
  return count;
}

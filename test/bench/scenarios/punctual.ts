import { sql } from 'drizzle-orm';
import { createApiClient } from '../harness/api-client.ts';
import type { Bench, Scenario } from '../harness/bench.ts';
import { callsOf } from '../harness/ledger.ts';
import { noteLateness } from '../harness/note-calls.ts';
import { AHEAD_MS } from '../harness/schedule-singles.ts';
import { scheduleSteadily } from '../harness/schedule-steadily.ts';
import { onStage, type Stage } from '../harness/stage.ts';
import { summarize } from '../harness/statistics.ts';
import { untilCalled } from '../harness/until-called.ts';
import type { ApiAsks } from '../processes/api-process.ts';
import type { WorkerAsks } from '../processes/worker-process.ts';

const SETTLE_MS = 10_000;

/** How late the provider is called at a steady rate. */
export const punctual: Scenario = {
  name: 'punctual',
  run: (bench) =>
    onStage(bench, async (stage) => {
      await stage.start<WorkerAsks>('worker-process.ts');
      const api = await stage.start<ApiAsks>('api-process.ts');
      const client = createApiClient(await api.ask('url', null), stage.tenants.singles.key);
      const count = bench.sizes.punctualSeconds * bench.sizes.punctualPerSecond;
      await scheduleSteadily({
        group: 'steady',
        fromMs: Date.now() + AHEAD_MS,
        count,
        everyMs: 1_000 / bench.sizes.punctualPerSecond,
        aheadMs: AHEAD_MS,
        accept: client.schedule,
      });
      await untilCalled(stage, count, AHEAD_MS + SETTLE_MS);
      client.close();
      const calls = callsOf(await stage.provider.ask('take', null), 'steady');
      const aims = { p50: { atMost: 3 }, p99: { atMost: 10 } };
      noteLateness(bench, calls, { name: 'punctual', count, ...aims });
      await noteClaims(bench, stage);
    }),
};

async function noteClaims(bench: Bench, { connection }: Stage): Promise<void> {
  const rows = await connection.db.execute<{ ms: number }>(sql`
    SELECT (extract(epoch FROM claimed_at - send_at) * 1000)::float8 AS ms
    FROM messages WHERE claimed_at IS NOT NULL`);
  const lateness = summarize(rows.map((row) => row.ms));
  bench.note({ name: 'punctual.claim_p50', value: lateness.p50, unit: 'ms' });
  bench.note({ name: 'punctual.claim_p99', value: lateness.p99, unit: 'ms' });
}

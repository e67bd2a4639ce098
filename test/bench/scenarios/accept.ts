import { randomUUID } from 'node:crypto';
import { type ApiClient, createApiClient } from '../harness/api-client.ts';
import type { Bench, Scenario } from '../harness/bench.ts';
import { onStage } from '../harness/stage.ts';
import { summarize } from '../harness/statistics.ts';
import type { ApiAsks } from '../processes/api-process.ts';

const HOUR_MS = 3_600_000;
const WARM_UP_MS = 3_000;

/** How many messages the API accepts in a second, and how long each takes. */
export const accept: Scenario = {
  name: 'accept',
  run: (bench) =>
    onStage(bench, async (stage) => {
      const api = await stage.start<ApiAsks>('api-process.ts');
      const url = await api.ask('url', null);
      const client = createApiClient(url, stage.tenants.singles.key);
      await load(client, { ...loadOf(bench), forMs: WARM_UP_MS, hasKeys: false });
      await measure(bench, client, { name: 'accept', hasKeys: false });
      await measure(bench, client, { name: 'accept_once', hasKeys: true });
      client.close();
    }),
};

interface Load {
  connections: number;
  forMs: number;
  hasKeys: boolean;
}

function loadOf({ sizes }: Bench) {
  return { connections: sizes.acceptConnections, forMs: sizes.acceptSeconds * 1_000 };
}

async function measure(
  bench: Bench,
  client: ApiClient,
  { name, hasKeys }: { name: string; hasKeys: boolean },
): Promise<void> {
  const startedMs = performance.now();
  const latencies = await load(client, { ...loadOf(bench), hasKeys });
  const seconds = (performance.now() - startedMs) / 1_000;
  const { count, p50, p95, p99 } = summarize(latencies);
  bench.note({ name: `${name}.rate`, value: count / seconds, unit: '1/s' });
  bench.note({ name: `${name}.latency_p50`, value: p50, unit: 'ms' });
  bench.note({ name: `${name}.latency_p95`, value: p95, unit: 'ms' });
  bench.note({ name: `${name}.latency_p99`, value: p99, unit: 'ms' });
}

/** Each connection asks again as soon as it was answered. @returns how long each answer took. */
async function load(client: ApiClient, { connections, forMs, hasKeys }: Load): Promise<number[]> {
  const untilMs = performance.now() + forMs;
  const latencies: number[] = [];
  const lane = async () => {
    while (performance.now() < untilMs) {
      const askedMs = performance.now();
      await client.schedule({
        text: 'Your table is booked for tonight at 8.',
        dueMs: Date.now() + HOUR_MS,
        ...(hasKeys ? { idempotencyKey: randomUUID() } : {}),
      });
      latencies.push(performance.now() - askedMs);
    }
  };
  await Promise.all(Array.from({ length: connections }, lane));
  return latencies;
}

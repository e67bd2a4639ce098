import { type ApiClient, createApiClient } from '../harness/api-client.ts';
import type { Bench, Scenario } from '../harness/bench.ts';
import { seedHistories } from '../harness/seed-histories.ts';
import { onStage, type Stage } from '../harness/stage.ts';
import { summarize } from '../harness/statistics.ts';
import type { ApiAsks } from '../processes/api-process.ts';

const HOUR_MS = 3_600_000;
const EVENTS = 500;
const SENDS = 200;
const WARM_UP = 30;
const PER_SECOND = 20;
const AIM_MS = 3;

/** What it costs to decide a send time in a POST: each is posted with and without, in turns. */
export const optimize: Scenario = {
  name: 'optimize',
  run: (bench) =>
    onStage(bench, async (stage) => {
      const contactIds = await seedHistories(stage, {
        contacts: bench.sizes.engagedContacts,
        events: EVENTS,
        sends: SENDS,
      });
      bench.log(`optimize: ${contactIds.length} contacts have ${EVENTS} events each`);
      const api = await stage.start<ApiAsks>('api-process.ts');
      const client = createApiClient(await api.ask('url', null), stage.tenants.singles.key);
      try {
        await measure(bench, client, contactIds);
      } finally {
        client.close();
      }
      await countReasons(bench, stage);
    }),
};

async function measure(bench: Bench, client: ApiClient, contactIds: readonly string[]) {
  const plain: number[] = [];
  const optimized: number[] = [];
  const differences: number[] = [];
  for (let index = 0; index < WARM_UP + bench.sizes.optimizedMessages; index++) {
    const contactId = contactIds[index % contactIds.length];
    const message = { channel: 'sms', contactId, text: 'Your table is booked for tonight at 8.' };
    const sendAt = new Date(Date.now() + HOUR_MS).toISOString();
    const withoutIt = () => timed(client, { ...message, sendAt });
    const withIt = () => timed(client, { ...message, optimize: { window: '72h' } });
    // Who comes first has colder caches: they take turns.
    const isFirst = index % 2 === 0;
    const [first, second] = [
      await (isFirst ? withIt : withoutIt)(),
      await (isFirst ? withoutIt : withIt)(),
    ];
    if (index >= WARM_UP) {
      optimized.push(isFirst ? first : second);
      plain.push(isFirst ? second : first);
      differences.push(isFirst ? first - second : second - first);
    }
    await new Promise((resolve) => setTimeout(resolve, 2_000 / PER_SECOND));
  }
  note(bench, 'optimize.without', plain);
  note(bench, 'optimize.with', optimized);
  const { p50, p99 } = summarize(differences);
  bench.note({ name: 'optimize.more_p50', value: p50, unit: 'ms', aim: { below: AIM_MS } });
  bench.note({ name: 'optimize.more_p99', value: p99, unit: 'ms' });
}

async function timed(client: ApiClient, message: Record<string, unknown>): Promise<number> {
  const askedMs = performance.now();
  await client.post(message);
  return performance.now() - askedMs;
}

function note(bench: Bench, name: string, latencies: readonly number[]): void {
  const { p50, p99 } = summarize(latencies);
  bench.note({ name: `${name}_p50`, value: p50, unit: 'ms' });
  bench.note({ name: `${name}_p99`, value: p99, unit: 'ms' });
}

/** That they were optimized, and not found to have no history. */
async function countReasons(bench: Bench, { connection }: Stage): Promise<void> {
  const [row] = await connection.sql`SELECT count(*)::int AS count FROM messages
    WHERE timing_kind = 'optimized' AND timing_reason IN ('optimized', 'holdout')`;
  const expected = WARM_UP + bench.sizes.optimizedMessages;
  const value = expected - (row?.count ?? 0);
  bench.note({ name: 'optimize.not_optimized', value, unit: '', aim: { exactly: 0 } });
}

import type { Bench, Scenario } from '../harness/bench.ts';
import { onStage } from '../harness/stage.ts';
import { summarize } from '../harness/statistics.ts';
import { conversationCases } from '../lists/conversation-cases.ts';
import { createReader, type Reader } from '../lists/create-reader.ts';
import { explainCases } from '../lists/explain-cases.ts';
import { type ListCase, listCases } from '../lists/list-cases.ts';
import { seedLists } from '../lists/seed-lists.ts';
import type { ApiAsks } from '../processes/api-process.ts';

const AIM_MS = 50;
const WARM_UP = 20;

/** How soon people see lists, conversations and what they search, among a million messages. */
export const lists: Scenario = {
  name: 'lists',
  run: (bench) =>
    onStage(bench, async (stage) => {
      const seeded = await seedLists(
        stage.connection.db,
        stage.databaseUrl,
        bench.sizes.listedMessages,
      );
      bench.log(`lists: ${bench.sizes.listedMessages} messages are there`);
      const api = await stage.start<ApiAsks>('api-process.ts');
      const reader = createReader(await api.ask('url', null), seeded.key);
      try {
        const cases = [...(await conversationCases(seeded, reader)), ...listCases(seeded)];
        await explain(bench, () => explainCases(stage, seeded.key, cases));
        for (const one of cases) await measure(bench, reader, one);
      } finally {
        reader.close();
      }
    }),
};

/** @throws when a table was read as a whole; what was found is in the result all the same. */
async function explain(bench: Bench, ask: () => ReturnType<typeof explainCases>): Promise<void> {
  const explained = await ask();
  for (const { name, plan } of explained) bench.keep({ name: `lists.${name}`, text: plan });
  const whole = explained.filter(({ read }) => read.length > 0);
  bench.note({ name: 'lists.whole_tables', value: whole.length, unit: '', aim: { exactly: 0 } });
  if (explained.some(({ plan }) => plan === '')) throw new Error('a list has no plan');
  if (whole.length === 0) return;
  const which = whole.map(({ name, read }) => `${name} reads ${read.join(', ')}`);
  throw new Error(`as a whole: ${which.join('; ')}`);
}

async function measure(bench: Bench, reader: Reader, { name, path }: ListCase): Promise<void> {
  const latencies: number[] = [];
  for (let index = 0; index < WARM_UP + bench.sizes.listRequests; index++) {
    const askedMs = performance.now();
    await reader.get(path(index));
    if (index >= WARM_UP) latencies.push(performance.now() - askedMs);
  }
  const { p50, p95, p99 } = summarize(latencies);
  bench.note({ name: `lists.${name}_p50`, value: p50, unit: 'ms' });
  bench.note({ name: `lists.${name}_p95`, value: p95, unit: 'ms', aim: { below: AIM_MS } });
  bench.note({ name: `lists.${name}_p99`, value: p99, unit: 'ms' });
}

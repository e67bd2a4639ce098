import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import type { Bench, Scenario } from '../harness/bench.ts';
import type { Child } from '../harness/child.ts';
import { noteRatio } from '../harness/note-ratio.ts';
import { countUnrelayed, scheduleCrowd } from '../harness/schedule-crowd.ts';
import { onStage, type Stage } from '../harness/stage.ts';
import { until } from '../harness/until.ts';
import type { Memory } from '../processes/memory.ts';
import type { NaiveAsks } from '../processes/naive-process.ts';
import type { WorkerAsks } from '../processes/worker-process.ts';
import { startAll } from './naive.ts';

const HOURS_AHEAD_MS = 6 * 3_600_000;
/** Code and pools that any work would have loaded are there before the first measurement. */
const WARM_UP = 200;
const WARM_UP_MS = 5_000;
const RELAY_MS = 900_000;
const SETTLE_MS = 3_000;

/** What pending messages cost the worker in memory, and the same for the naive design. */
export const memory: Scenario = {
  name: 'memory',
  async run(bench) {
    await onStage(bench, (stage) => runOurs(bench, stage));
    await onStage(bench, (stage) => runNaive(bench, stage));
    noteRatio(bench, 'memory.growth', 'naive_memory.growth');
  },
};

async function runOurs(bench: Bench, stage: Stage): Promise<void> {
  const worker = await stage.start<WorkerAsks>('worker-process.ts');
  const relay = async (count: number) => {
    const dueMs = Date.now() + HOURS_AHEAD_MS;
    await scheduleCrowd(stage, { group: 'pending', count, dueMs });
    const isRelayed = async () => (await countUnrelayed(stage, dueMs)) === 0;
    const isDone = await until(isRelayed, { forMs: RELAY_MS, everyMs: 200 });
    if (!isDone) throw new Error(`not relayed in ${RELAY_MS} ms`);
  };
  await measureGrowth(bench, worker, { name: 'memory', add: relay, aim: { below: 30 } });
}

async function runNaive(bench: Bench, stage: Stage): Promise<void> {
  const worker = await stage.start<NaiveAsks>('naive-process.ts');
  const start = async (count: number) => {
    const dueMs = Date.now() + HOURS_AHEAD_MS;
    const ids = await scheduleCrowd(stage, { group: 'pending', count, dueMs });
    await stage.connection.db.execute(sql`DELETE FROM outbox`);
    await startAll(worker, ids, dueMs);
  };
  await measureGrowth(bench, worker, { name: 'naive_memory', add: start });
}

interface Growth {
  name: string;
  add(count: number): Promise<void>;
  aim?: { below: number };
}

async function measureGrowth(
  bench: Bench,
  worker: Pick<Child<{ memory(input: null): Promise<Memory> }>, 'ask'>,
  { name, add, aim }: Growth,
): Promise<void> {
  await add(WARM_UP);
  await sleep(WARM_UP_MS);
  const before = await worker.ask('memory', null);
  const startedMs = performance.now();
  await add(bench.sizes.pending);
  const seconds = (performance.now() - startedMs) / 1_000;
  await sleep(SETTLE_MS);
  const after = await worker.ask('memory', null);
  bench.note({ name: `${name}.before`, value: before.rssMb, unit: 'MB' });
  bench.note({ name: `${name}.after`, value: after.rssMb, unit: 'MB' });
  const growth = { name: `${name}.growth`, value: after.rssMb - before.rssMb, unit: 'MB' };
  bench.note(aim ? { ...growth, aim } : growth);
  bench.note({ name: `${name}.heap_growth`, value: after.heapMb - before.heapMb, unit: 'MB' });
  bench.note({ name: `${name}.started`, value: bench.sizes.pending / seconds, unit: '1/s' });
}

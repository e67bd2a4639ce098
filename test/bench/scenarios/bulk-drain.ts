import { addSender } from '../harness/add-sender.ts';
import { createApiClient } from '../harness/api-client.ts';
import type { Bench, Scenario } from '../harness/bench.ts';
import { measureBeside } from '../harness/measure-beside.ts';
import { noteDrain } from '../harness/note-drain.ts';
import { noteRatio } from '../harness/note-ratio.ts';
import { postBatch } from '../harness/post-batch.ts';
import { runRival } from '../harness/run-rival.ts';
import { onStage, type Stage } from '../harness/stage.ts';
import { untilCalled } from '../harness/until-called.ts';
import { warmUp } from '../harness/warm-up.ts';
import type { ApiAsks } from '../processes/api-process.ts';
import type { GraphileAsks } from '../processes/graphile-process.ts';
import type { NaiveAsks } from '../processes/naive-process.ts';
import type { PgBossAsks } from '../processes/pg-boss-process.ts';
import type { WorkerAsks } from '../processes/worker-process.ts';
import { startAll } from './naive.ts';

const GIVE_UP_MS = 180_000;
const [NAIVE_PER_SECOND, ADDED_PER_SECOND] = [30, 250];
const TIMES_NAIVE = 20;
/** Jobs of others store their outcomes each by itself, or together as ours do: both are measured. */
const outcomes = ['each', 'together'] as const;

/** How soon a batch goes out, and how others fare beside it; against other designs of the same. */
export const bulkDrain: Scenario = {
  name: 'bulk-drain',
  async run(bench) {
    await onStage(bench, (stage) => runOurs(bench, stage));
    await runNaive(bench);
    for (const outcome of outcomes) {
      await runPgBoss(bench, outcome);
      await runGraphile(bench, outcome);
    }
    compare(bench);
  },
};

async function runOurs(bench: Bench, stage: Stage): Promise<void> {
  await stage.start<WorkerAsks>('worker-process.ts');
  const api = await stage.start<ApiAsks>('api-process.ts');
  const url = await api.ask('url', null);
  const { crowd, singles } = stage.tenants;
  await warmUp(stage);
  await drainNow(bench, stage, { url, key: crowd.key });
  await drainThen(bench, stage, { url, key: crowd.key });
  const others = {
    other: createApiClient(url, singles.key),
    same: createApiClient(url, crowd.key),
    senderId: await addSender(stage, crowd),
  };
  await measureBeside(bench, stage, {
    name: 'bulk_beside',
    others,
    count: bench.sizes.bulkDrained,
    rounds: bench.sizes.besideRounds,
    forMs: bench.sizes.besideSeconds * 1_000,
    accept: (batch) => postBatch({ url, key: crowd.key }, batch),
    aims: { single: { below: 250 }, posts: { atMost: 2 } },
  });
  others.other.close();
  others.same.close();
}

interface Place {
  url: string;
  key: string;
}

/** From the answer on: what is sent before it counts as in time. */
async function drainNow(bench: Bench, stage: Stage, place: Place): Promise<void> {
  const count = bench.sizes.bulkDrained;
  const { acceptedMs } = await postBatch(place, { group: 'now', count });
  await untilCalled(stage, count, GIVE_UP_MS);
  const entries = await stage.provider.ask('take', null);
  noteDrain(bench, entries, { name: 'bulk_now', group: 'now', count, fromMs: acceptedMs });
}

/** A minute ahead: all is ready by then, and ten minutes would change nothing of what is measured. */
async function drainThen(bench: Bench, stage: Stage, place: Place): Promise<void> {
  const { bulkDrained: count, bulkLeadSeconds } = bench.sizes;
  const dueMs = Math.ceil(Date.now() / 1_000 + bulkLeadSeconds) * 1_000;
  await postBatch(place, { group: 'due', count, dueMs });
  if (Date.now() > dueMs) bench.log('bulk-drain: not accepted before its instant');
  await untilCalled(stage, count, bulkLeadSeconds * 1_000 + GIVE_UP_MS);
  const entries = await stage.provider.ask('take', null);
  noteDrain(bench, entries, { name: 'bulk_due', group: 'due', count, fromMs: dueMs });
}

function runNaive(bench: Bench): Promise<void> {
  return runRival<NaiveAsks>(bench, {
    name: 'bulk_naive',
    file: 'naive-process.ts',
    count: bench.sizes.bulkNaive,
    addedPerSecond: NAIVE_PER_SECOND,
    add: startAll,
  });
}

function runPgBoss(bench: Bench, outcome: (typeof outcomes)[number]): Promise<void> {
  return runRival<PgBossAsks>(bench, {
    name: `bulk_pg_boss_${outcome}`,
    file: 'pg-boss-process.ts',
    settings: { outcomes: outcome },
    count: bench.sizes.bulkDrained,
    addedPerSecond: ADDED_PER_SECOND,
    add: (worker, ids, dueAtMs) =>
      worker.ask('add', { jobs: ids.map((messageId) => ({ messageId, version: 1 })), dueAtMs }),
  });
}

function runGraphile(bench: Bench, outcome: (typeof outcomes)[number]): Promise<void> {
  return runRival<GraphileAsks>(bench, {
    name: `bulk_graphile_${outcome}`,
    file: 'graphile-process.ts',
    settings: { outcomes: outcome },
    count: bench.sizes.bulkDrained,
    addedPerSecond: ADDED_PER_SECOND,
    add: (worker, ids, dueAtMs) =>
      worker.ask(
        'add',
        ids.map((messageId) => ({ messageId, version: 1, dueAtMs })),
      ),
  });
}

function compare(bench: Bench): void {
  for (const ours of ['bulk_now.rate', 'bulk_due.rate']) {
    noteRatio(bench, ours, 'bulk_naive.rate', { atLeast: TIMES_NAIVE });
    for (const outcome of outcomes) {
      noteRatio(bench, ours, `bulk_pg_boss_${outcome}.rate`, { atLeast: 1 });
      noteRatio(bench, ours, `bulk_graphile_${outcome}.rate`, { atLeast: 1 });
    }
  }
}

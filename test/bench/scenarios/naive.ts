import type { Bench, Scenario } from '../harness/bench.ts';
import type { Child } from '../harness/child.ts';
import { callsOf } from '../harness/ledger.ts';
import { noteLateness, noteOnce } from '../harness/note-calls.ts';
import { noteRatio } from '../harness/note-ratio.ts';
import { scheduleCrowd } from '../harness/schedule-crowd.ts';
import { AHEAD_MS } from '../harness/schedule-singles.ts';
import { scheduleSteadily } from '../harness/schedule-steadily.ts';
import { onStage, type Stage } from '../harness/stage.ts';
import { untilCalled } from '../harness/until-called.ts';
import type { NaiveAsks } from '../processes/naive-process.ts';

const SETTLE_MS = 30_000;
const STARTED_PER_SECOND = 30;
const READY_MS = 15_000;
const GIVE_UP_MS = 180_000;
const STARTS_AT_ONCE = 50;

/** The loads of `punctual` and `crowd` on the design that one writes first. */
export const naive: Scenario = {
  name: 'naive',
  async run(bench) {
    await onStage(bench, (stage) => runSteady(bench, stage));
    await onStage(bench, (stage) => runCrowd(bench, stage));
  },
};

async function runSteady(bench: Bench, stage: Stage): Promise<void> {
  const worker = await stage.start<NaiveAsks>('naive-process.ts');
  const { punctualPerSecond, punctualSeconds } = bench.sizes;
  const count = punctualSeconds * punctualPerSecond;
  await scheduleSteadily({
    group: 'steady',
    fromMs: Date.now() + AHEAD_MS,
    count,
    everyMs: 1_000 / punctualPerSecond,
    aheadMs: AHEAD_MS,
    accept: async ({ dueMs }) => {
      const ids = await scheduleCrowd(stage, { group: 'steady', count: 1, dueMs });
      await startAll(worker, ids, dueMs);
    },
  });
  await untilCalled(stage, count, AHEAD_MS + SETTLE_MS);
  const calls = callsOf(await stage.provider.ask('take', null), 'steady');
  noteLateness(bench, calls, { name: 'naive', count });
  noteRatio(bench, 'punctual.lateness_p50', 'naive.lateness_p50');
  noteRatio(bench, 'punctual.lateness_p99', 'naive.lateness_p99');
}

async function runCrowd(bench: Bench, stage: Stage): Promise<void> {
  const worker = await stage.start<NaiveAsks>('naive-process.ts');
  const size = bench.sizes.naiveCrowd;
  const dueMs = Math.ceil(Date.now() + READY_MS + (size / STARTED_PER_SECOND) * 1_000);
  const ids = await scheduleCrowd(stage, { group: 'crowd', count: size, dueMs });
  await startAll(worker, ids, dueMs);
  if (Date.now() > dueMs) bench.log('naive: not all started before the instant');
  await untilCalled(stage, size, dueMs - Date.now() + GIVE_UP_MS);
  const calls = callsOf(await stage.provider.ask('take', null), 'crowd');
  const lastMs = Math.max(...calls.map((call) => call.answeredMs));
  const name = `naive_${size}`;
  bench.note({ name: `${name}.all_answered`, value: (lastMs - dueMs) / 1_000, unit: 's' });
  noteOnce(bench, calls, { name, count: size });
  noteRatio(bench, `crowd_${size}.all_answered`, `${name}.all_answered`);
}

/** Starts a naive workflow for each of these messages, a few at once. */
export async function startAll(
  worker: Child<NaiveAsks>,
  ids: readonly string[],
  dueAtMs: number,
): Promise<void> {
  for (let from = 0; from < ids.length; from += STARTS_AT_ONCE) {
    const some = ids.slice(from, from + STARTS_AT_ONCE);
    await Promise.all(
      some.map((messageId) => worker.ask('start', { messageId, version: 1, dueAtMs })),
    );
  }
}

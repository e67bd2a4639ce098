import { sql } from 'drizzle-orm';
import type { Bench, Scenario } from '../harness/bench.ts';
import { callsOf, mostAtOnce } from '../harness/ledger.ts';
import { noteLateness, noteOnce } from '../harness/note-calls.ts';
import { noteRatio } from '../harness/note-ratio.ts';
import { scheduleCrowd } from '../harness/schedule-crowd.ts';
import { AHEAD_MS, scheduleSingles } from '../harness/schedule-singles.ts';
import { onStage } from '../harness/stage.ts';
import { untilCalled } from '../harness/until-called.ts';
import { warmUp } from '../harness/warm-up.ts';
import type { GraphileAsks } from '../processes/graphile-process.ts';

// Accepting and adding takes a few milliseconds each; then all is quiet before the instant.
const ADDED_PER_SECOND = 250;
const READY_MS = 25_000;
const GIVE_UP_MS = 120_000;

/**
 * The crowds of `crowd` by graphile-worker, single messages beside them: same rows, same claim, same
 * call, same outcome.
 */
export const graphile: Scenario = {
  name: 'graphile',
  async run(bench) {
    const { crowds } = bench.sizes;
    for (const size of crowds) await runCrowd(bench, { name: `graphile_${size}`, size });
    const size = Math.max(...crowds);
    await runCrowd(bench, { name: `graphile_${size}_together`, size, outcomes: 'together' });
  },
};

interface GraphileRun {
  name: string;
  size: number;
  /** Jobs of graphile-worker know nothing of each other: left out, each stores its own outcome. */
  outcomes?: 'together';
}

function runCrowd(bench: Bench, { name, size, outcomes }: GraphileRun): Promise<void> {
  return onStage(bench, async (stage) => {
    const worker = await stage.start<GraphileAsks>('graphile-process.ts', {
      outcomes: outcomes ?? 'each',
    });
    const add = async (ids: string[], dueAtMs: number) => {
      // Not its own: graphile-worker is what moves these messages.
      await stage.connection.db.execute(sql`DELETE FROM outbox`);
      await worker.ask(
        'add',
        ids.map((messageId) => ({ messageId, version: 1, dueAtMs })),
      );
    };
    await warmUp(stage, add);
    const dueMs = Math.ceil(Date.now() + READY_MS + (size / ADDED_PER_SECOND) * 1_000);
    await add(await scheduleCrowd(stage, { group: 'crowd', count: size, dueMs }), dueMs);
    if (Date.now() > dueMs - AHEAD_MS) bench.log(`${name}: not all added in time`);
    const tenant = stage.tenants.singles;
    const then = (id: string, dueAtMs: number) => add([id], dueAtMs);
    const singles = await scheduleSingles(bench, stage, { tenant, dueMs, then });
    await untilCalled(stage, size + singles, AHEAD_MS + GIVE_UP_MS);
    const entries = await stage.provider.ask('take', null);
    const calls = callsOf(entries, 'crowd');
    const lastMs = Math.max(...calls.map((call) => call.answeredMs));
    bench.note({ name: `${name}.all_answered`, value: (lastMs - dueMs) / 1_000, unit: 's' });
    noteOnce(bench, calls, { name, count: size });
    const spans = entries.map(({ arrivedMs, answeredMs }) => ({
      fromMs: arrivedMs,
      toMs: answeredMs,
    }));
    bench.note({ name: `${name}.most_at_provider`, value: mostAtOnce(spans), unit: 'messages' });
    noteLateness(bench, callsOf(entries, 'single'), { name: `${name}.singles`, count: singles });
    const ratio = [`crowd_${size}.all_answered`, `${name}.all_answered`] as const;
    noteRatio(bench, ...ratio, outcomes ? undefined : { atMost: 0.5 });
  });
}

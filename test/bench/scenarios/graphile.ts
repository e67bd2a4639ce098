import { sql } from 'drizzle-orm';
import type { Bench, Scenario } from '../harness/bench.ts';
import { callsOf, mostAtOnce } from '../harness/ledger.ts';
import { noteOnce } from '../harness/note-calls.ts';
import { noteRatio } from '../harness/note-ratio.ts';
import { scheduleCrowd } from '../harness/schedule-crowd.ts';
import { onStage } from '../harness/stage.ts';
import type { GraphileAsks } from '../processes/graphile-process.ts';
import { untilCalled } from './punctual.ts';

// Accepting and adding takes a few milliseconds each; then all is quiet before the instant.
const ADDED_PER_SECOND = 250;
const READY_MS = 8_000;
const GIVE_UP_MS = 120_000;

/** The crowds of `crowd` by graphile-worker: same rows, same claim, same call, same outcome. */
export const graphile: Scenario = {
  name: 'graphile',
  async run(bench) {
    for (const size of bench.sizes.crowds) await runCrowd(bench, size);
  },
};

function runCrowd(bench: Bench, size: number): Promise<void> {
  return onStage(bench, async (stage) => {
    const worker = await stage.start<GraphileAsks>('graphile-process.ts');
    const dueMs = Math.ceil(Date.now() + READY_MS + (size / ADDED_PER_SECOND) * 1_000);
    const ids = await scheduleCrowd(stage, { group: 'crowd', count: size, dueMs });
    // Not its own: graphile-worker is what moves these messages.
    await stage.connection.db.execute(sql`DELETE FROM outbox`);
    await worker.ask(
      'add',
      ids.map((messageId) => ({ messageId, version: 1, dueAtMs: dueMs })),
    );
    if (Date.now() > dueMs) bench.log(`graphile_${size}: not all added before the instant`);
    await untilCalled(stage, size, dueMs - Date.now() + GIVE_UP_MS);
    const entries = await stage.provider.ask('take', null);
    const calls = callsOf(entries, 'crowd');
    const lastMs = Math.max(...calls.map((call) => call.answeredMs));
    const name = `graphile_${size}`;
    bench.note({ name: `${name}.all_answered`, value: (lastMs - dueMs) / 1_000, unit: 's' });
    noteOnce(bench, calls, { name, count: size });
    const spans = calls.map(({ arrivedMs, answeredMs }) => ({
      fromMs: arrivedMs,
      toMs: answeredMs,
    }));
    bench.note({ name: `${name}.most_at_provider`, value: mostAtOnce(spans), unit: 'messages' });
    noteRatio(bench, `crowd_${size}.all_answered`, `${name}.all_answered`, { atMost: 0.5 });
  });
}

import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { LEAD_MS } from '#domain/delivery';
import type { Bench, Scenario } from '../harness/bench.ts';
import { callsOf, type LedgerEntry, mostAtOnce } from '../harness/ledger.ts';
import { noteLateness, noteOnce } from '../harness/note-calls.ts';
import { countUnrelayed, scheduleCrowd } from '../harness/schedule-crowd.ts';
import { AHEAD_MS, scheduleSingles } from '../harness/schedule-singles.ts';
import { onStage, type Stage } from '../harness/stage.ts';
import { untilCalled } from '../harness/until-called.ts';
import { warmUp } from '../harness/warm-up.ts';
import type { WorkerAsks } from '../processes/worker-process.ts';

// Starts of workflows on two slow cores, in a second, and what they must be ready before.
const RELAYED_PER_SECOND = 50;
const READY_MS = 15_000;
const GIVE_UP_MS = 120_000;
const MOST_CLAIMED = 100;

/** Many messages due at one instant, with single messages of somebody else beside them. */
export const crowd: Scenario = {
  name: 'crowd',
  async run(bench) {
    for (const size of bench.sizes.crowds) {
      await runCrowd(bench, { name: `crowd_${size}`, size, beside: 'singles' });
    }
  },
};

/** The same, but the single messages are of the crowd's own sender. */
export const crowdSameSender: Scenario = {
  name: 'crowd-same-sender',
  async run(bench) {
    const size = Math.max(...bench.sizes.crowds);
    await runCrowd(bench, { name: `crowd_${size}_same_sender`, size, beside: 'crowd' });
  },
};

interface CrowdRun {
  name: string;
  size: number;
  /** Whose single messages go on beside the crowd. */
  beside: 'singles' | 'crowd';
}

function runCrowd(bench: Bench, { name, size, beside }: CrowdRun): Promise<void> {
  return onStage(bench, async (stage) => {
    await stage.start<WorkerAsks>('worker-process.ts');
    await warmUp(stage);
    const dueMs = roundToSecond(Date.now() + READY_MS + (size / RELAYED_PER_SECOND) * 1_000);
    await scheduleCrowd(stage, { group: 'crowd', count: size, dueMs });
    const [singlesCount] = await Promise.all([
      scheduleSingles(bench, stage, { tenant: stage.tenants[beside], dueMs }),
      noteUnrelayed(bench, stage, { name, dueMs }),
    ]);
    await untilCalled(stage, size + singlesCount, AHEAD_MS + GIVE_UP_MS);
    const entries = await stage.provider.ask('take', null);
    noteCrowd(bench, entries, { name, size, dueMs });
    noteSingles(bench, entries, { name, count: singlesCount });
    await noteClaimed(bench, stage, name);
  });
}

/** If some are, relaying runs beside the sends: the machine was too busy for this measurement. */
async function noteUnrelayed(
  bench: Bench,
  stage: Stage,
  { name, dueMs }: { name: string; dueMs: number },
): Promise<void> {
  await sleep(Math.max(0, dueMs - 2 * LEAD_MS - Date.now()));
  const value = await countUnrelayed(stage, dueMs);
  bench.note({ name: `${name}.unrelayed`, value, unit: 'messages', aim: { exactly: 0 } });
}

function noteCrowd(
  bench: Bench,
  entries: readonly LedgerEntry[],
  { name, size, dueMs }: { name: string; size: number; dueMs: number },
): void {
  const calls = callsOf(entries, 'crowd');
  const lastMs = Math.max(...calls.map((call) => call.answeredMs));
  bench.note({ name: `${name}.all_answered`, value: (lastMs - dueMs) / 1_000, unit: 's' });
  noteOnce(bench, calls, { name, count: size });
  const spans = entries.map(({ arrivedMs, answeredMs }) => ({
    fromMs: arrivedMs,
    toMs: answeredMs,
  }));
  bench.note({ name: `${name}.most_at_provider`, value: mostAtOnce(spans), unit: 'messages' });
}

function noteSingles(
  bench: Bench,
  entries: readonly LedgerEntry[],
  { name, count }: { name: string; count: number },
): void {
  const singles = callsOf(entries, 'single');
  noteLateness(bench, singles, { name: `${name}.singles`, count, p99: { below: 250 } });
}

/** Claimed and unanswered, by the attempts' own times: started before the claim, ended after. */
async function noteClaimed(bench: Bench, { connection }: Stage, name: string): Promise<void> {
  const rows = await connection.db.execute<{ from_ms: number; to_ms: number }>(sql`
    SELECT (extract(epoch FROM started_at) * 1000)::float8 AS from_ms,
      (extract(epoch FROM coalesce(finished_at, now())) * 1000)::float8 AS to_ms FROM attempts`);
  const spans = rows.map(({ from_ms, to_ms }) => ({ fromMs: from_ms, toMs: to_ms }));
  const aim = { atMost: MOST_CLAIMED };
  bench.note({ name: `${name}.most_claimed`, value: mostAtOnce(spans), unit: 'messages', aim });
}

function roundToSecond(ms: number): number {
  return Math.ceil(ms / 1_000) * 1_000;
}

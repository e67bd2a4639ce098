import { sql } from 'drizzle-orm';
import type { Bench, Scenario } from '../harness/bench.ts';
import { type Child, startChild } from '../harness/child.ts';
import { noteRatio } from '../harness/note-ratio.ts';
import { scheduleCrowd } from '../harness/schedule-crowd.ts';
import { onStage } from '../harness/stage.ts';
import { until } from '../harness/until.ts';
import type { TakenText, TwilioAsks } from '../processes/twilio-process.ts';
import type { WorkerAsks } from '../processes/worker-process.ts';

const ACCOUNT = { accountSid: `AC${'0'.repeat(32)}`, authToken: 'a token of Twilio' };
const ANSWERS_AFTER_MS = 5;
const WARM_UP = 200;
// Starts of workflows on two slow cores, in a second, and what they must be ready before.
const RELAYED_PER_SECOND = 50;
const READY_MS = 15_000;
const GIVE_UP_MS = 120_000;

/** How many messages leave in a second, by Twilio's own client, with one worker and with two. */
export const twilio: Scenario = {
  name: 'twilio',
  async run(bench) {
    for (const workers of [1, 2]) await runCrowd(bench, workers);
    noteRatio(bench, 'twilio_2_workers.rate', 'twilio_1_worker.rate');
  },
};

async function runCrowd(bench: Bench, workers: number): Promise<void> {
  const vendor = await startChild<TwilioAsks>('twilio-process.ts', {
    ...ACCOUNT,
    answerAfterMs: ANSWERS_AFTER_MS,
  });
  try {
    await onStage(bench, async (stage) => {
      await stage.connection.db.execute(sql`UPDATE senders SET provider = 'twilio'`);
      const settings = { twilioUrl: await vendor.ask('url', null) };
      for (let each = 0; each < workers; each++) {
        await stage.start<WorkerAsks>('worker-process.ts', settings);
      }
      await scheduleCrowd(stage, { group: 'warm-up', count: WARM_UP, dueMs: Date.now() });
      await untilTaken(vendor, WARM_UP);
      const size = bench.sizes.vendorCrowd;
      const dueMs = Date.now() + READY_MS + (size / RELAYED_PER_SECOND) * 1_000;
      await scheduleCrowd(stage, { group: 'crowd', count: size, dueMs });
      await untilTaken(vendor, WARM_UP + size);
      const taken = (await vendor.ask('taken', null)).slice(WARM_UP);
      noteRate(bench, taken, { workers, size, dueMs });
    });
  } finally {
    await vendor.stop();
  }
}

async function untilTaken(vendor: Child<TwilioAsks>, count: number): Promise<void> {
  const isDone = async () => (await vendor.ask('count', null)) >= count;
  await until(isDone, { forMs: GIVE_UP_MS, everyMs: 200 });
}

function noteRate(
  bench: Bench,
  taken: readonly TakenText[],
  { workers, size, dueMs }: { workers: number; size: number; dueMs: number },
): void {
  const name = `twilio_${workers}_worker${workers > 1 ? 's' : ''}`;
  const lastMs = Math.max(...taken.map(({ atMs }) => atMs));
  bench.note({ name: `${name}.rate`, value: size / ((lastMs - dueMs) / 1_000), unit: '1/s' });
  const once = new Set(taken.map(({ callback }) => callback)).size;
  const never = { unit: 'messages', aim: { exactly: 0 } };
  bench.note({ name: `${name}.repeated`, value: taken.length - once, ...never });
  bench.note({ name: `${name}.missing`, value: size - once, ...never });
  const early = taken.filter(({ atMs }) => atMs < Math.floor(dueMs)).length;
  bench.note({ name: `${name}.early`, value: early, ...never });
}

import { sql } from 'drizzle-orm';
import type { Bench, Scenario } from '../harness/bench.ts';
import { postCallbacks, postEvents, RECEIPTS, sendgrid } from '../harness/post-receipts.ts';
import { scheduleCrowd } from '../harness/schedule-crowd.ts';
import { onStage, type Stage } from '../harness/stage.ts';
import { summarize } from '../harness/statistics.ts';
import { warmUp } from '../harness/warm-up.ts';
import type { ApiAsks } from '../processes/api-process.ts';
import type { WorkerAsks } from '../processes/worker-process.ts';

const HOUR_MS = 3_600_000;
const EVENTS = 128;
const WARM_UP = 50;
// Starts of workflows on two slow cores, in a second, and what they must be ready before.
const RELAYED_PER_SECOND = 50;
const READY_MS = 15_000;

/** How soon vendors are answered: alone, and while a crowd goes out. */
export const receipts: Scenario = {
  name: 'receipts',
  run: (bench) =>
    onStage(bench, async (stage) => {
      await stage.start<WorkerAsks>('worker-process.ts');
      const api = await stage.start<ApiAsks>('api-process.ts', {
        twilioToken: RECEIPTS.authToken,
        publicUrl: RECEIPTS.publicUrl,
        sendgridKey: sendgrid.publicKey,
      });
      const url = await api.ask('url', null);
      await warmUp(stage);
      await postCallbacks({ url, messageIds: await sent(stage, WARM_UP, 'twilio'), perSecond: 50 });
      await measure(bench, stage, { url, name: 'receipts' });
      const size = Math.max(...bench.sizes.crowds);
      const dueMs = Date.now() + READY_MS + (size / RELAYED_PER_SECOND) * 1_000;
      await scheduleCrowd(stage, { group: 'crowd', count: size, dueMs });
      await measure(bench, stage, { url, name: `receipts_beside_${size}`, fromMs: dueMs });
    }),
};

interface Measured {
  url: string;
  name: string;
  /** When to begin; now, when left out. */
  fromMs?: number;
}

async function measure(bench: Bench, stage: Stage, { url, name, fromMs }: Measured): Promise<void> {
  const { receiptsSeconds: seconds, receiptsPerSecond: perSecond } = bench.sizes;
  const texts = await sent(stage, seconds * perSecond, 'twilio');
  const mails = await sent(stage, seconds * EVENTS, 'sendgrid');
  if (fromMs !== undefined) {
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, fromMs - Date.now())));
  }
  const [callbacks, events] = await Promise.all([
    postCallbacks({ url, messageIds: texts, perSecond }),
    postEvents({ url, messageIds: mails, perSecond: 1 }),
  ]);
  noteAnswers(bench, `${name}.callback`, callbacks);
  noteAnswers(bench, `${name}.128_events`, events);
}

function noteAnswers(bench: Bench, name: string, latencies: readonly number[]): void {
  const { p50, p99 } = summarize(latencies);
  bench.note({ name: `${name}_p50`, value: p50, unit: 'ms' });
  bench.note({ name: `${name}_p99`, value: p99, unit: 'ms', aim: { below: 100 } });
}

/** Messages that a provider took, and has not reported on. @returns their ids. */
async function sent(stage: Stage, count: number, provider: string): Promise<string[]> {
  const dueMs = Date.now() + HOUR_MS;
  const ids = await scheduleCrowd(stage, { group: 'sent', count, dueMs });
  const senderId = `snd_${provider}`;
  const { db } = stage.connection;
  await db.execute(sql`
    INSERT INTO senders (id, workspace_id, channel, provider, address, name, created_at, updated_at)
    SELECT ${senderId}, workspace_id, 'sms', ${provider}, ${senderId}, 'bench', now(), now()
    FROM messages WHERE id = ${ids[0]} ON CONFLICT DO NOTHING`);
  await db.execute(sql`
    WITH gone AS (DELETE FROM outbox WHERE message_id = ANY(${sql.param(ids)}::text[]))
    UPDATE messages SET status = 'sent', sent_at = now(), attempt_count = 1, sender_id = ${senderId}
    WHERE id = ANY(${sql.param(ids)}::text[])`);
  return ids;
}

import { newId } from '#db/new-id';
import { webhookEndpoints } from '#db/schema/webhook-endpoints';
import { type ApiClient, createApiClient } from '../harness/api-client.ts';
import type { Bench, Scenario } from '../harness/bench.ts';
import type { Child } from '../harness/child.ts';
import { type Call, callsOf } from '../harness/ledger.ts';
import { noteLateness, noteOnce } from '../harness/note-calls.ts';
import { scheduleSteadily } from '../harness/schedule-steadily.ts';
import { onStage, type Stage } from '../harness/stage.ts';
import { summarize } from '../harness/statistics.ts';
import { until } from '../harness/until.ts';
import { untilCalled } from '../harness/until-called.ts';
import { warmUp } from '../harness/warm-up.ts';
import type { ApiAsks } from '../processes/api-process.ts';
import type { ReceiverAsks } from '../processes/receiver-process.ts';
import type { WorkerAsks } from '../processes/worker-process.ts';

const AHEAD_MS = 8_000;
/** Off an instant of the second, so that they are part of no crowd. */
const OFF_MS = 100;
const GIVE_UP_MS = 120_000;
const P99_MS = 250;

/** Whether messages are in time while endpoints are told of what happened, and how fast they are. */
export const webhooks: Scenario = {
  name: 'webhooks',
  run: (bench) => onStage(bench, (stage) => run(bench, stage)),
};

async function run(bench: Bench, stage: Stage): Promise<void> {
  await stage.start<WorkerAsks>('worker-process.ts');
  const api = await stage.start<ApiAsks>('api-process.ts');
  const receiver = await stage.start<ReceiverAsks>('receiver-process.ts');
  const client = createApiClient(await api.ask('url', null), stage.tenants.singles.key);
  await warmUp(stage);
  await addEndpoint(stage, await receiver.ask('url', null));
  const alone = await sendSingles(bench, stage, { client, atStart: async () => {} });
  noteLateness(bench, alone, { name: 'webhooks_alone', count: countOf(bench) });
  const telling = { client, atStart: () => happen(stage, bench.sizes.toldEvents) };
  const calls = await sendSingles(bench, stage, telling);
  noteOnce(bench, calls, { name: 'webhooks_beside', count: countOf(bench) });
  await noteTelling(bench, receiver, calls);
  client.close();
}

interface Singles {
  client: ApiClient;
  /** What else is done when the first of them is due. */
  atStart(): Promise<unknown>;
}

/** Single messages at a steady rate. @returns the provider's calls for them. */
async function sendSingles(bench: Bench, stage: Stage, singles: Singles): Promise<Call[]> {
  const fromMs = Date.now() + AHEAD_MS + OFF_MS;
  const { besidePerSecond } = bench.sizes;
  const starting = new Promise((resolve) => setTimeout(resolve, fromMs - Date.now()));
  await Promise.all([
    starting.then(singles.atStart),
    scheduleSteadily({
      ...{ group: 'single', fromMs, aheadMs: AHEAD_MS },
      count: countOf(bench),
      everyMs: 1_000 / besidePerSecond,
      accept: singles.client.schedule,
    }),
  ]);
  await untilCalled(stage, countOf(bench), GIVE_UP_MS);
  return callsOf(await stage.provider.ask('take', null), 'single');
}

function countOf({ sizes }: Bench): number {
  return sizes.besidePerSecond * sizes.besideSeconds;
}

/** Of the single messages those count that were due while endpoints were told. */
async function noteTelling(
  bench: Bench,
  receiver: Child<ReceiverAsks>,
  calls: readonly Call[],
): Promise<void> {
  const count = bench.sizes.toldEvents;
  const isTold = async () => (await receiver.ask('heard', null)).different >= count;
  await until(isTold, { forMs: GIVE_UP_MS, everyMs: 200 });
  const { different, lastMs } = await receiver.ask('heard', null);
  const fromMs = calls[0]?.dueMs ?? lastMs;
  const beside = calls.filter(({ dueMs }) => dueMs <= lastMs);
  const { p50, p99 } = summarize(beside.map(({ latenessMs }) => latenessMs));
  const note = (name: string, value: number, unit: string) =>
    bench.note({ name: `webhooks_beside.${name}`, value, unit });
  note('lateness_p50', p50, 'ms');
  const aim = { below: P99_MS };
  bench.note({ name: 'webhooks_beside.lateness_p99', value: p99, unit: 'ms', aim });
  note('count', beside.length, 'messages');
  note('told_per_second', (different / Math.max(1, lastMs - fromMs)) * 1_000, '1/s');
  const missing = { value: count - different, unit: 'events', aim: { exactly: 0 } };
  bench.note({ name: 'webhooks_beside.untold', ...missing });
}

async function addEndpoint({ connection, tenants }: Stage, url: string): Promise<void> {
  const now = new Date();
  await connection.db.insert(webhookEndpoints).values({
    ...{ id: newId('whk'), workspaceId: tenants.crowd.actor.workspaceId, url },
    ...{ eventTypes: ['batch.completed'], status: 'active', createdAt: now, updatedAt: now },
    secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  });
}

/** So many things that an endpoint of the other workspace is told of, all at once. */
function happen({ connection, tenants }: Stage, count: number): Promise<unknown> {
  return connection.sql`SELECT tell_endpoints(${tenants.crowd.actor.workspaceId}, 'batch.completed',
    now(), NULL, 'bat_' || n, NULL, '{}') FROM generate_series(1, ${count}::int) AS n`;
}

import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createActivities } from '#activities/index';
import { startTestServer } from '#local/start-test-server';
import { bundleWorkflows } from '#runtime/bundle-workflows';
import { startChangeRelay } from '#temporal/change-relay';
import { createDeliveries } from '#temporal/deliveries';
import { startRelay } from '#temporal/relay';
import { createBatchWorkflows } from '#temporal/tending-workflows';
import { createBatchStage } from '#test/support/batch-stage';
import { eventually } from '#test/support/eventually';
import { createRecordingProvider, type RecordingProvider } from '#test/support/recording-provider';
import { createTestActivities } from '#test/support/test-activities';
import { startTestSystem, type TestSystem } from '#test/support/test-system';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const TASK_QUEUE = 'skipped-batches';

const started = await startTestServer({ environment: process.env, log: () => {} });
const why = started.kind === 'unavailable' ? started.reason : '';

describe.skipIf(started.kind === 'unavailable')(`batches over months ${why}`, () => {
  let environment: TestWorkflowEnvironment;
  let system: TestSystem;
  let provider: RecordingProvider;
  let stage: ReturnType<typeof createBatchStage>;
  const stops: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    if (started.kind === 'unavailable') return;
    environment = started.environment;
    system = await startTestSystem({ worker: false });
    stage = createBatchStage(system);
    provider = createRecordingProvider(system.core.clock);
    const hands = createTestActivities(system, provider);
    const { deliverMessage, tendBatch } = createActivities(hands.deps);
    const worker = await Worker.create({
      connection: environment.nativeConnection,
      taskQueue: TASK_QUEUE,
      workflowBundle: await bundleWorkflows(),
      activities: { deliverMessage: catchingUp(deliverMessage), tendBatch: catchingUp(tendBatch) },
      shutdownForceTime: 1_000,
    });
    const running = worker.run();
    const sweep = hands.startSweep();
    const deps = { db: system.core.connection.db, clock: system.core.clock, onError: () => {} };
    const relays = [
      startRelay({ ...deps, deliveries: createDeliveries(environment.client, TASK_QUEUE) }),
      startChangeRelay({
        ...deps,
        table: 'batches',
        workflows: createBatchWorkflows(environment.client, TASK_QUEUE),
      }),
    ];
    stops.push(...relays.map((relay) => relay.stop), sweep.stop, async () => {
      worker.shutdown();
      await running;
    });
  });
  afterAll(async () => {
    for (const stop of stops.toReversed()) await stop();
    if (started.kind === 'unavailable') return;
    await system.stop();
    await environment.teardown();
  });

  /** Brings the system's clock to the server's, which jumps. */
  async function catchUp(): Promise<void> {
    system.passMs((await environment.currentTimeMs()) - system.core.clock.nowMs());
  }
  function catchingUp<Args extends unknown[], Result>(work: (...args: Args) => Promise<Result>) {
    return async (...args: Args): Promise<Result> => {
      await catchUp();
      const done = await work(...args);
      // While an activity runs no time is skipped: the relay follows, as it does in an hour.
      await eventually('an empty outbox', async () => {
        const [row] = await system.core.connection.sql`SELECT count(*)::int AS count FROM outbox`;
        return row?.count === 0;
      });
      return done;
    };
  }
  async function postIn(count: number, toMs: (at: number) => number): Promise<string> {
    await catchUp();
    const id = await stage.post(count, (at) => ({ sendAt: system.inMs(toMs(at)) }));
    await untilTold(id);
    return id;
  }
  const untilTold = (id: string) =>
    eventually('the workflow told', async () => {
      const [row] = await system.core.connection.sql`
        SELECT revision = relayed_revision AS told FROM batches WHERE id = ${id}`;
      return row?.told;
    });
  const result = (id: string) => environment.client.workflow.getHandle(id).result();
  async function expectSentOnTime(id: string): Promise<void> {
    for (const { id: messageId, dueAt, status } of await stage.messagesOf(id)) {
      expect(status).toBe('sent');
      const calls = provider.callsFor(messageId);
      expect(calls).toHaveLength(1);
      expect(calls[0]?.atMs).toBeGreaterThanOrEqual(new Date(dueAt).getTime());
    }
  }

  test('B3: one that is due in 300 days goes then, is done, and its history stays short', async () => {
    const id = await postIn(40, () => 300 * DAY_MS);
    const { runId } = await environment.client.workflow.getHandle(id).describe();
    await result(id);
    expect(await stage.get(id)).toMatchObject({ status: 'done', counts: { sent: 40 } });
    await expectSentOnTime(id);
    const last = await environment.client.workflow.getHandle(id).describe();
    expect(last.runId).not.toBe(runId);
    expect(last.historyLength).toBeLessThan(2_500);
  });

  test('B3: items that are due alone get their own workflows an hour ahead, and go', async () => {
    const id = await postIn(8, (at) => (at + 1) * 7 * HOUR_MS);
    await result(id);
    await expectSentOnTime(id);
    const messages = await stage.messagesOf(id);
    expect(messages.filter(({ byBatch }) => byBatch)).toEqual([]);
  });

  test('B3: paused over its time nothing goes; resumed, all of it does', async () => {
    const id = await postIn(10, () => 2 * DAY_MS);
    await stage.pause(id);
    await untilTold(id);
    await environment.sleep(10 * DAY_MS);
    await catchUp();
    expect((await stage.get(id)).counts.scheduled).toBe(10);
    await stage.resume(id);
    await untilTold(id);
    await result(id);
    expect((await stage.get(id)).counts.sent).toBe(10);
  });

  test('B3: canceled while it sleeps, it ends', async () => {
    const id = await postIn(3, () => 100 * DAY_MS);
    await stage.cancel(id);
    await untilTold(id);
    await result(id);
    expect((await stage.get(id)).completedAt).not.toBeNull();
    expect(await stage.eventsOf(id)).toEqual(['canceled', 'completed']);
  });
});

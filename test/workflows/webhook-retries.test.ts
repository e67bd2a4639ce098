import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createActivities } from '#activities/index';
import { startTestServer } from '#local/start-test-server';
import { bundleWorkflows } from '#runtime/bundle-workflows';
import { startChangeRelay } from '#temporal/change-relay';
import type { Relay } from '#temporal/relay-loop';
import { createWebhookRetries } from '#temporal/tending-workflows';
import { eventually } from '#test/support/eventually';
import { startWebhookStage, type WebhookStage } from '#test/support/webhook-stage';
import { readableText } from '#test/support/workflow-histories';

const HOUR_MS = 3_600_000;
const TASK_QUEUE = 'skipped-webhooks';

const started = await startTestServer({ environment: process.env, log: () => {} });
const why = started.kind === 'unavailable' ? started.reason : '';

describe.skipIf(started.kind === 'unavailable')(`days pass in moments ${why}`, () => {
  let environment: TestWorkflowEnvironment;
  let stage: WebhookStage;
  let worker: Worker;
  let running: Promise<void>;
  let relay: Relay;
  let telling: { stop(): Promise<void> };

  beforeAll(async () => {
    if (started.kind === 'unavailable') return;
    environment = started.environment;
    stage = await startWebhookStage();
    const activities = createActivities(stage.deps);
    worker = await Worker.create({
      connection: environment.nativeConnection,
      taskQueue: TASK_QUEUE,
      workflowBundle: await bundleWorkflows(),
      activities: {
        async retryWebhooks(input: Parameters<typeof activities.retryWebhooks>[0]) {
          await catchUp();
          return activities.retryWebhooks(input);
        },
      },
      shutdownForceTime: 1_000,
    });
    running = worker.run();
    const { core } = stage.system;
    relay = startChangeRelay({
      db: core.connection.db,
      table: 'webhook_endpoints',
      workflows: createWebhookRetries(environment.client, TASK_QUEUE),
      clock: core.clock,
      // A server that is slow is asked again.
      onError: () => {},
    });
    telling = stage.startTelling();
  });
  afterAll(async () => {
    if (started.kind === 'unavailable') return;
    await telling.stop();
    await relay.stop();
    worker.shutdown();
    await running;
    await stage.stop();
    await environment.teardown();
  });

  /** Brings the system's clock to the server's, which jumps. */
  async function catchUp(): Promise<void> {
    const { core, passMs } = stage.system;
    passMs((await environment.currentTimeMs()) - core.clock.nowMs());
  }
  async function pass(ms: number): Promise<void> {
    await environment.sleep(ms);
    await catchUp();
  }
  const untilStatus = (id: string, status: string, count: number) =>
    eventually(`${count} ${status}`, async () => {
      const rows = await stage.deliveries(id);
      return rows.filter((row) => row.status === status).length === count;
    });
  const untilRelayed = (id: string) =>
    eventually('its workflow told', async () => {
      const { revision, relayedRevision } = await stage.endpoint(id);
      return revision > 0 && revision === relayedRevision;
    });

  test('H6: a receiver that is down for a day gets everything, each once', async () => {
    await catchUp();
    await stage.goDown();
    const id = await stage.addEndpoint('/day');
    await stage.happen(50);
    await untilRelayed(id);
    for (let hour = 0; hour < 24; hour++) {
      await stage.happen(10);
      await pass(HOUR_MS);
    }
    expect(stage.counts('/day').size).toBe(0);
    const failingMs =
      stage.system.core.clock.nowMs() - ((await stage.endpoint(id)).failingSince?.getTime() ?? 0);
    expect(failingMs).toBeGreaterThan(23 * HOUR_MS);
    await stage.comeBack();
    await pass(11 * HOUR_MS);
    await untilStatus(id, 'delivered', 290);
    const counts = [...stage.counts('/day').values()];
    expect([counts.length, Math.max(...counts)]).toEqual([290, 1]);
    await environment.client.workflow.getHandle(id).result();
    const [tries] = await stage.system.core.connection.sql`
      SELECT count(*)::int AS made, count(error_code)::int AS failed FROM webhook_attempts
      WHERE endpoint_id = ${id}`;
    console.log(`down for a day: 290 events, ${tries?.failed} tries in vain`);
    expect(tries?.made - tries?.failed).toBe(290);
    expect(tries?.failed).toBeLessThan(60);
  });

  test('H6: one that stays down is disabled after five days, and its workflow ends', async () => {
    await catchUp();
    stage.answerWith(({ path }) => ({ status: path === '/never' ? 503 : 200 }));
    const id = await stage.addEndpoint('/never');
    await stage.happen(30);
    await untilRelayed(id);
    await pass(4.5 * 24 * HOUR_MS);
    expect(await stage.endpoint(id)).toMatchObject({ status: 'active' });
    await pass(24 * HOUR_MS);
    expect(await stage.endpoint(id)).toMatchObject({
      status: 'disabled',
      disabledReason: 'failing',
    });
    await untilStatus(id, 'failed', 30);
    await environment.client.workflow.getHandle(id).result();
    stage.answerWith(() => ({ status: 200 }));
  });

  test('K3: nothing but an id, and times, is in its history', async () => {
    const [endpoint] = await stage.system.core.connection
      .sql`SELECT id, url FROM webhook_endpoints LIMIT 1`;
    const handle = environment.client.workflow.getHandle(endpoint?.id);
    const history = readableText(await handle.fetchHistory());
    expect(history).toContain(endpoint?.id);
    expect(history).not.toContain('127.0.0.1');
    expect(history).not.toContain('whsec_');
  });
});

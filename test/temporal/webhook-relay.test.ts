import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { alignWebhooks } from '#activities/align-webhooks';
import { startChangeRelay } from '#temporal/change-relay';
import { eventually } from '#test/support/eventually';
import { startWebhookStage, type WebhookStage } from '#test/support/webhook-stage';

let stage: WebhookStage;

beforeAll(async () => {
  stage = await startWebhookStage({ worker: true });
});
afterAll(() => stage.stop());

const untilWorkflow = (id: string, status: string) => stage.system.untilWorkflow(id, status);
const deliveredOf = async (id: string) =>
  (await stage.deliveries(id)).filter(({ status }) => status === 'delivered').length;
const never = new AbortController().signal;

describe('H6: the workflow of an endpoint', () => {
  test('begins with a failure, and ends when all is told', async () => {
    stage.answerWith(() => ({ status: 503 }));
    const id = await stage.addEndpoint('/begins');
    await stage.happen(3);
    await untilWorkflow(id, 'RUNNING');
    stage.answerWith(() => ({ status: 200 }));
    await eventually('all told', async () => (await deliveredOf(id)) === 3);
    await untilWorkflow(id, 'COMPLETED');
    const first = await stage.system.client.workflow.getHandle(id).describe();
    // Another failure, another run.
    stage.answerWith(() => ({ status: 503 }));
    await stage.happen(1);
    await untilWorkflow(id, 'RUNNING');
    const second = await stage.system.client.workflow.getHandle(id).describe();
    expect(second.runId).not.toBe(first.runId);
    await stage.system.core.connection.sql`UPDATE webhook_endpoints
      SET deleted_at = now(), revision = revision + 1 WHERE id = ${id}`;
    await untilWorkflow(id, 'COMPLETED');
    stage.answerWith(() => ({ status: 200 }));
  });

  test('is restored when it is gone', async () => {
    stage.answerWith(({ path }) => ({ status: path === '/restored' ? 503 : 200 }));
    const id = await stage.addEndpoint('/restored');
    await stage.happen(2);
    await untilWorkflow(id, 'RUNNING');
    await stage.system.client.workflow.getHandle(id).terminate('by an operator');
    await untilWorkflow(id, 'TERMINATED');
    await eventually('not running by the visibility store', async () => {
      return (await stage.deps.webhooks.workflows.running([id])).size === 0;
    });
    await alignWebhooks(stage.deps, never);
    await untilWorkflow(id, 'RUNNING');
    stage.answerWith(() => ({ status: 200 }));
    await eventually('all told', async () => (await deliveredOf(id)) === 2);
  });

  test('ends with 410, and the log names the endpoint and nothing of its address', async () => {
    stage.answerWith(({ path }) => ({ status: path === '/gone' ? 410 : 200 }));
    const id = await stage.addEndpoint('/gone');
    await stage.happen(1);
    await untilWorkflow(id, 'COMPLETED');
    const lines = stage.system.logLines.filter((line) => line.includes('was disabled'));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(`"endpointId":"${id}","reason":"gone"`);
    expect(lines[0]).not.toContain('127.0.0.1');
  });

  test('is left alone where nothing is to be told again', async () => {
    const id = await stage.addEndpoint('/well');
    await stage.happen(1);
    await eventually('told', async () => (await deliveredOf(id)) === 1);
    await alignWebhooks(stage.deps, never);
    expect(await stage.endpoint(id)).toMatchObject({ revision: 0, relayedRevision: 0 });
    expect(await stage.system.workflowStatus(id)).toBeNull();
  });

  test('is told once Temporal is back, of the newest change', async () => {
    const id = await stage.addEndpoint('/later', { revision: 1, eventTypes: [] });
    const told: string[] = [];
    let isAway = true;
    const { sql } = stage.system.core.connection;
    const relay = startChangeRelay({
      ...{ db: stage.deps.db, clock: stage.deps.clock, onError: () => {} },
      table: 'webhook_endpoints',
      workflows: {
        async changed(endpointId) {
          if (isAway) throw new Error('away');
          // Changed while it is being told: it is told again.
          if (told.length === 0) {
            await sql`UPDATE webhook_endpoints SET revision = revision + 1 WHERE id = ${endpointId}`;
          }
          told.push(endpointId);
        },
      },
    });
    await eventually('postponed, or told by the worker', async () => {
      const { relayAt, revision, relayedRevision } = await stage.endpoint(id);
      return relayAt !== null || revision === relayedRevision;
    });
    isAway = false;
    await eventually('told', async () => {
      const { revision, relayedRevision } = await stage.endpoint(id);
      return revision === relayedRevision;
    });
    await relay.stop();
  });
});

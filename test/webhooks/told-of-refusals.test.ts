import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '#test/support/eventually';
import { startWebhookStage, type WebhookStage } from '#test/support/webhook-stage';

let stage: WebhookStage;
beforeAll(async () => {
  stage = await startWebhookStage();
});
afterAll(() => stage.stop());

/** As if the relay had told the workflow of all so far. */
const relay = (id: string) => stage.system.core.connection.sql`
  UPDATE webhook_endpoints SET relayed_revision = revision, relay_at = NULL WHERE id = ${id}`;

describe("H6: an endpoint's workflow hears of an event that was refused", () => {
  test.each([400, 503])(
    'with its record: one that looked a moment before it, and ended, comes back (%i)',
    async (status) => {
      stage.answerWith(() => ({ status }));
      const id = await stage.addEndpoint(`/early${status}`);
      const { recorder } = stage.deps.webhooks;
      const looks: unknown[] = [];
      const late: typeof recorder = {
        async record(tried) {
          // The pause, where there is one, is over before the try is recorded.
          stage.system.passMs(6_000);
          looks.push(await stage.retry(id));
          await relay(id);
          return recorder.record(tried);
        },
      };
      const deps = { ...stage.deps, webhooks: { ...stage.deps.webhooks, recorder: late } };
      const telling = stage.startTelling(deps);
      await stage.happen(1);
      await eventually('the record', async () => (await stage.deliveries(id))[0]?.tries === 1);
      await telling.stop();
      expect(looks).toEqual([{ kind: 'done' }]);
      const { revision, relayedRevision, relayAt } = await stage.endpoint(id);
      expect(revision).toBeGreaterThan(relayedRevision);
      // Soon: what is refused again and again does not wake it each time.
      expect(relayAt?.getTime()).toBeLessThanOrEqual(stage.system.core.clock.nowMs() + 1_000);
      await stage.system.core.connection.sql`UPDATE webhook_endpoints SET deleted_at = now()`;
    },
  );

  test('and not of one that it told itself', async () => {
    stage.answerWith(() => ({ status: 400 }));
    const id = await stage.addEndpoint('/own');
    const telling = stage.startTelling();
    await stage.happen(1);
    await eventually('the record', async () => (await stage.deliveries(id))[0]?.tries === 1);
    await telling.stop();
    await relay(id);
    stage.system.passMs(6_000);
    expect(await stage.retry(id)).toMatchObject({ kind: 'wait' });
    const { revision, relayedRevision } = await stage.endpoint(id);
    expect(revision).toBe(relayedRevision);
  });
});

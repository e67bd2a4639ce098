import { MockActivityEnvironment } from '@temporalio/testing';
import type { ActivityDeps } from '#activities/activity-deps';
import { createActivities } from '#activities/index';
import { runSweep } from '#activities/run-sweep';
import { createSendSlots } from '#activities/send-slots';
import { createSettler } from '#activities/settler';
import { createTryRecorder } from '#activities/try-recorder';
import type { WebhookDeps } from '#activities/webhook-deps';
import type { DeliveryResult } from '#domain/delivery';
import { createWebhookPoster } from '#providers/create-webhook-poster';
import type { Provider } from '#providers/provider';
import { createWebhookRetries } from '#temporal/tending-workflows';
import { everyProvider } from './every-provider.ts';
import type { TestSystem } from './test-system.ts';

/** The activities of a system whose worker does not run, called by hand. */
export interface TestActivities {
  deps: ActivityDeps & WebhookDeps;
  /** What was reported as failed, and would be tried again. */
  failures: { what: string; error: unknown }[];
  /** Delivers the message as it stands now, as its workflow would. */
  deliver(id: string): Promise<DeliveryResult>;
  /** Starts a sweep; `stop` lets it finish what it has in hand. */
  startSweep(): { stop(): Promise<void> };
}

/** Activities with this provider on the system's database and clock. */
export function createTestActivities(
  system: TestSystem,
  provider: Provider,
  overrides: Partial<ActivityDeps & WebhookDeps> = {},
): TestActivities {
  const failures: TestActivities['failures'] = [];
  const { db } = system.core.connection;
  const deps: ActivityDeps & WebhookDeps = {
    db,
    clock: system.core.clock,
    zoneRules: system.core.zoneRules,
    providers: everyProvider(provider),
    slots: createSendSlots(100),
    settler: createSettler(db),
    workflows: system.deliveries,
    batches: system.batches,
    observer: {
      called() {},
      settled() {},
      failed: (what, error) => failures.push({ what, error }),
    },
    webhooks: {
      poster: createWebhookPoster({ allow: ['127.0.0.0/8'], version: '0' }),
      recorder: createTryRecorder(db),
      slots: createSendSlots(20),
      workflows: createWebhookRetries(system.client, system.taskQueue),
      onDisabled() {},
    },
    ...overrides,
  };
  const activities = createActivities(deps);
  return {
    deps,
    failures,
    async deliver(id) {
      const { version, dueAt } = await system.row(id);
      const input = { messageId: id, version, dueAtMs: dueAt.getTime() };
      return new MockActivityEnvironment().run(activities.deliverMessage, input);
    },
    startSweep() {
      const stopping = new AbortController();
      const running = runSweep(deps, stopping.signal);
      return {
        async stop() {
          stopping.abort();
          await running;
        },
      };
    },
  };
}

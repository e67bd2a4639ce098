import type { DeliveryObserver } from '#activities/activity-deps';
import { createSendSlots } from '#activities/send-slots';
import { createTryRecorder } from '#activities/try-recorder';
import type { WebhookDeps } from '#activities/webhook-deps';
import { listenToRelayBell } from '#db/relay-bell';
import { createWebhookPoster } from '#providers/create-webhook-poster';
import { startChangeRelay } from '#temporal/change-relay';
import { connectTemporal } from '#temporal/connect-temporal';
import { createWebhookRetries } from '#temporal/tending-workflows';
import type { CleanUp } from './clean-up.ts';
import { observeWebhooks } from './observe-webhooks.ts';
import type { Core } from './open-core.ts';
import { readVersion } from './read-version.ts';

export interface WebhookParts {
  core: Core;
  taskQueue: string;
  observer: DeliveryObserver;
  /** Ranges that webhooks may reach in spite of being internal. */
  allow: readonly string[];
}

/** Told again at once in one process; first tries have as many for themselves. */
const RETRY_SLOTS = 20;

/** Runs the relay of endpoints. @returns what it takes to call them. */
export async function openWebhooks(
  { core, taskQueue, observer, allow }: WebhookParts,
  cleanUp: CleanUp,
): Promise<WebhookDeps['webhooks']> {
  const { connection, clock, log } = core;
  const client = connectTemporal(core.temporal);
  cleanUp.add(() => client.connection.close());
  const workflows = createWebhookRetries(client, taskQueue);
  const relay = startChangeRelay({
    db: connection.db,
    table: 'webhook_endpoints',
    workflows,
    clock,
    onError: (what, error) => observer.failed(what, error),
  });
  cleanUp.add(relay.stop);
  const unlisten = await listenToRelayBell(connection.sql, relay.wake);
  cleanUp.add(() => unlisten().catch(() => {}));
  return {
    poster: observeWebhooks(core.registry, createWebhookPoster({ allow, version: readVersion() })),
    recorder: createTryRecorder(connection.db),
    slots: createSendSlots(RETRY_SLOTS),
    workflows,
    onDisabled: (endpointId, reason) =>
      log.warn({ endpointId, reason }, 'a webhook endpoint was disabled'),
  };
}

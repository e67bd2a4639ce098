import { setMaxListeners } from 'node:events';
import { createActivities } from '#activities/index';
import { runReconciler } from '#activities/run-reconciler';
import { runSweep } from '#activities/run-sweep';
import { runWebhooks } from '#activities/run-webhooks';
import { createSendSlots } from '#activities/send-slots';
import { createSettler } from '#activities/settler';
import { reresolveMessages } from '#db/messages/reresolve-messages';
import { listenToRelayBell } from '#db/relay-bell';
import type { ProviderName } from '#domain/sender';
import type { Provider } from '#providers/provider';
import { startChangeRelay } from '#temporal/change-relay';
import { connectTemporal } from '#temporal/connect-temporal';
import { createDeliveries, type Deliveries } from '#temporal/deliveries';
import { TASK_QUEUE } from '#temporal/names';
import { startRelay } from '#temporal/relay';
import { createBatchWorkflows, type TendingWorkflows } from '#temporal/tending-workflows';
import { type CleanUp, createCleanUp } from './clean-up.ts';
import { observeDeliveries } from './observe-deliveries.ts';
import type { Core } from './open-core.ts';
import { openProviders, type VendorSettings } from './open-providers.ts';
import { openWebhooks } from './open-webhooks.ts';
import { runPoller } from './run-poller.ts';

export interface WorkerOptions {
  taskQueue?: string | undefined;
  /** Of the vendors that there are credentials for. */
  vendors?: VendorSettings | undefined;
  /** Where recipients reach the API from outside. */
  publicUrl?: string | undefined;
  /** Ranges that webhooks may reach in spite of being internal; none when left out. */
  webhookAllow?: readonly string[] | undefined;
  /** In the place of the shipped ones. */
  providers?: Partial<Record<ProviderName, Provider>> | undefined;
}

export interface RunningWorker {
  /** Resolves once it polls for the first time. */
  polling: Promise<void>;
  /** Hands over what waits, finishes what is being sent, and stops. */
  stop(): Promise<void>;
}

const LOOPS_MAX = 50;
/** Claimed and unanswered at the most, in one process. */
const SEND_SLOTS = 100;

/**
 * Runs relay and worker until stopped. Temporal may be down at the start, or go away: it is
 * connected to again and again.
 *
 * @throws when PostgreSQL cannot be reached; nothing is left running then.
 */
export async function startWorker(core: Core, options: WorkerOptions = {}): Promise<RunningWorker> {
  const { connection, clock, log } = core;
  const now = new Date(clock.nowMs());
  const moved = await reresolveMessages(connection.db, core.zoneRules, now);
  if (moved > 0) log.info({ moved, tzVersion: core.zoneRules.version }, 'zone rules changed');
  const providers = { ...(await openProviders(core, options.vendors ?? {})), ...options.providers };

  const taskQueue = options.taskQueue ?? TASK_QUEUE;
  const observer = observeDeliveries(core.registry, log);
  const cleanUp = createCleanUp();
  try {
    const { workflows, batches } = await runRelays({ core, taskQueue, observer }, cleanUp);
    const allow = options.webhookAllow ?? [];
    const webhooks = await openWebhooks({ core, taskQueue, observer, allow }, cleanUp);
    const deps = {
      db: connection.db,
      clock,
      zoneRules: core.zoneRules,
      providers,
      slots: createSendSlots(SEND_SLOTS),
      settler: createSettler(connection.db),
      workflows,
      batches,
      webhooks,
      publicUrl: options.publicUrl,
      observer,
    };
    const stopping = new AbortController();
    // Each of them listens: more than Node takes for a leak.
    setMaxListeners(LOOPS_MAX, stopping.signal);
    const loops = [runSweep, runWebhooks, runReconciler].map((run) => run(deps, stopping.signal));
    const poller = runPoller({ core, activities: createActivities(deps), taskQueue });
    cleanUp.add(async () => {
      stopping.abort();
      await Promise.all([poller.stop(), ...loops]);
    });
    return { polling: poller.polling, stop: cleanUp.run };
  } catch (error) {
    // What went wrong first is what the caller should hear of.
    await cleanUp.run().catch(() => {});
    throw error;
  }
}

interface RelayParts {
  core: Core;
  taskQueue: string;
  observer: ReturnType<typeof observeDeliveries>;
}

/** @returns the holders of the workflows that the relays bring in line. */
async function runRelays(
  { core, taskQueue, observer }: RelayParts,
  cleanUp: CleanUp,
): Promise<{ workflows: Deliveries; batches: TendingWorkflows }> {
  const { connection, clock } = core;
  const client = connectTemporal(core.temporal);
  cleanUp.add(() => client.connection.close());
  const workflows = createDeliveries(client, taskQueue);
  const batches = createBatchWorkflows(client, taskQueue);
  const onError = (what: string, error: unknown) => observer.failed(what, error);
  const deps = { db: connection.db, clock, onError };
  const relays = [
    startRelay({ ...deps, deliveries: workflows }),
    startChangeRelay({ ...deps, table: 'batches', workflows: batches }),
  ];
  cleanUp.add(async () => void (await Promise.all(relays.map((relay) => relay.stop()))));
  const unlisten = await listenToRelayBell(connection.sql, () => {
    for (const relay of relays) relay.wake();
  });
  cleanUp.add(() => unlisten().catch(() => {}));
  return { workflows, batches };
}

import { setTimeout as sleep } from 'node:timers/promises';
import { NativeConnection, Worker } from '@temporalio/worker';
import type { Activities } from '#activities/index';
import { ATTEMPT_LOST_AFTER_MS } from '#domain/delivery';
import { bundleWorkflows } from './bundle-workflows.ts';
import type { Core } from './open-core.ts';

export interface PollerOptions {
  core: Core;
  activities: Activities;
  taskQueue: string;
}

export interface Poller {
  /** Resolves once it polls for the first time. */
  polling: Promise<void>;
  /** Hands over what waits, finishes what is being sent. */
  stop(): Promise<void>;
}

/** Most of them only wait for the last three seconds. */
const ACTIVITY_SLOTS = 200;
/** A rescheduled workflow sleeps inside itself; more than these are read again when they wake. */
const CACHED_WORKFLOWS = 200;
const RECONNECT_AFTER_MS = 1_000;

/** Polls Temporal until stopped, and connects again whenever it goes away. */
export function runPoller(options: PollerOptions): Poller {
  const { log } = options.core;
  const stopping = new AbortController();
  let onPolling: () => void = () => {};
  const polling = new Promise<void>((resolve) => {
    onPolling = resolve;
  });

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await pollUntilLost(options, stopping.signal, onPolling);
      } catch (err) {
        if (stopping.signal.aborted) break;
        log.warn({ err }, 'the worker has no Temporal, and connects again');
        await sleep(RECONNECT_AFTER_MS, null, { signal: stopping.signal }).catch(() => {});
      }
    }
  }

  const running = run();
  return {
    polling,
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

/** @throws when Temporal cannot be reached, or the worker fails for good. */
async function pollUntilLost(
  options: PollerOptions,
  stopping: AbortSignal,
  onPolling: () => void,
): Promise<void> {
  const connection = await NativeConnection.connect({ address: options.core.temporal.address });
  try {
    const worker = await createWorker(options, connection);
    const running = worker.run();
    // A worker that was made has to run before it can be stopped.
    const stop = () => {
      if (worker.getState() === 'RUNNING') worker.shutdown();
    };
    if (stopping.aborted) stop();
    stopping.addEventListener('abort', stop, { once: true });
    onPolling();
    await running.finally(() => stopping.removeEventListener('abort', stop));
  } finally {
    await connection.close();
  }
}

async function createWorker(
  { core, activities, taskQueue }: PollerOptions,
  connection: NativeConnection,
): Promise<Worker> {
  return Worker.create({
    connection,
    namespace: core.temporal.namespace,
    taskQueue,
    workflowBundle: await bundleWorkflows(),
    activities,
    maxConcurrentActivityTaskExecutions: ACTIVITY_SLOTS,
    maxCachedWorkflows: CACHED_WORKFLOWS,
    // Waiting activities are told at once to hand over; what is being sent has its time to finish.
    shutdownGraceTime: 0,
    shutdownForceTime: ATTEMPT_LOST_AFTER_MS,
  });
}

import type { Client } from '@temporalio/client';
import { TASK_QUEUE } from './names.ts';

const LOOK_TIMEOUT_MS = 2_000;
/** Pollers are forgotten by the server only after minutes; one that lives asks every minute. */
const POLLER_FRESH_MS = 70_000;
const WORKFLOW_TASKS = 1;

/** @throws when Temporal, or the client's namespace on it, does not answer. */
export async function isTemporalServing(client: Client): Promise<void> {
  await client.withDeadline(Date.now() + LOOK_TIMEOUT_MS, () =>
    client.workflowService.describeNamespace({ namespace: client.options.namespace }),
  );
}

/** How many workers asked for work lately. @throws when Temporal does not answer. */
export async function countPollers(client: Client, taskQueue = TASK_QUEUE): Promise<number> {
  const answer = await client.withDeadline(Date.now() + LOOK_TIMEOUT_MS, () =>
    client.workflowService.describeTaskQueue({
      namespace: client.options.namespace,
      taskQueue: { name: taskQueue },
      taskQueueType: WORKFLOW_TASKS,
    }),
  );
  const since = Date.now() / 1_000 - POLLER_FRESH_MS / 1_000;
  return (answer.pollers ?? []).filter((poller) => Number(poller.lastAccessTime?.seconds) > since)
    .length;
}

import type { Client } from '@temporalio/client';
import { batchChangedSignal } from '#workflows/signals';
import { batchIdFrom, TASK_QUEUE, workflowIdForBatch } from './names.ts';

/** The holder of the batches' workflow handles. Every call is harmless when made twice. */
export interface BatchWorkflows {
  /** Tells the batch's workflow that it has to look; starts it where there is none. */
  changed(batchId: string): Promise<void>;
  /** Of these batches, those whose workflow is running, as the visibility store has it. */
  running(batchIds: readonly string[]): Promise<Set<string>>;
}

// An answer that takes longer will not come; the relay tries again.
const CALL_TIMEOUT_MS = 5_000;
const LIST_TIMEOUT_MS = 20_000;

/** Batches on a Temporal client. Errors of the transport are the caller's to try again. */
export function createBatchWorkflows(
  client: Client,
  taskQueue: string = TASK_QUEUE,
): BatchWorkflows {
  return {
    async changed(batchId) {
      await client.withDeadline(Date.now() + CALL_TIMEOUT_MS, () =>
        client.workflow.signalWithStart('messageBatch', {
          workflowId: workflowIdForBatch(batchId),
          taskQueue,
          args: [{ batchId }],
          signal: batchChangedSignal,
          // A batch that was done can run again, and a look does nothing twice.
          workflowIdReusePolicy: 'ALLOW_DUPLICATE',
          workflowIdConflictPolicy: 'USE_EXISTING',
        }),
      );
    },
    running: (batchIds) =>
      client.withDeadline(Date.now() + LIST_TIMEOUT_MS, () =>
        listRunning(client, taskQueue, batchIds),
      ),
  };
}

async function listRunning(
  client: Client,
  taskQueue: string,
  batchIds: readonly string[],
): Promise<Set<string>> {
  const found = new Set<string>();
  if (batchIds.length === 0) return found;
  const ids = batchIds.map((id) => `'${workflowIdForBatch(id)}'`).join(', ');
  const query = `TaskQueue = '${taskQueue}' AND WorkflowType = 'messageBatch' AND ExecutionStatus = 'Running' AND WorkflowId IN (${ids})`;
  for await (const execution of client.workflow.list({ query })) {
    const id = batchIdFrom(execution.workflowId);
    if (id) found.add(id);
  }
  return found;
}

import type { Client } from '@temporalio/client';
import { batchChangedSignal, endpointChangedSignal } from '#workflows/signals';
import { TASK_QUEUE } from './names.ts';

/**
 * The holder of the handles of workflows that see to one row each, whose id they have. Every call
 * is harmless when made twice.
 */
export interface TendingWorkflows {
  /** Tells the workflow that it has to look; starts it where there is none. */
  changed(id: string): Promise<void>;
  /** Of these, those whose workflow is running, as the visibility store has it. */
  running(ids: readonly string[]): Promise<Set<string>>;
}

interface Kind {
  type: 'messageBatch' | 'webhookRetries';
  signal: typeof batchChangedSignal | typeof endpointChangedSignal;
  toInput(id: string): object;
}

const ofBatches: Kind = {
  type: 'messageBatch',
  signal: batchChangedSignal,
  toInput: (batchId) => ({ batchId }),
};
const ofEndpoints: Kind = {
  type: 'webhookRetries',
  signal: endpointChangedSignal,
  toInput: (endpointId) => ({ endpointId }),
};

// An answer that takes longer will not come; the relay tries again.
const CALL_TIMEOUT_MS = 5_000;
const LIST_TIMEOUT_MS = 20_000;

/** Those of batches (B2). Errors of the transport are the caller's to try again. */
export function createBatchWorkflows(client: Client, taskQueue = TASK_QUEUE): TendingWorkflows {
  return createTendingWorkflows(client, taskQueue, ofBatches);
}

/** Those of endpoints that have something to be told again (H6). */
export function createWebhookRetries(client: Client, taskQueue = TASK_QUEUE): TendingWorkflows {
  return createTendingWorkflows(client, taskQueue, ofEndpoints);
}

function createTendingWorkflows(client: Client, taskQueue: string, kind: Kind): TendingWorkflows {
  return {
    async changed(id) {
      await client.withDeadline(Date.now() + CALL_TIMEOUT_MS, () =>
        client.workflow.signalWithStart(kind.type, {
          workflowId: id,
          taskQueue,
          args: [kind.toInput(id)],
          signal: kind.signal,
          // One that came to an end begins again, and a look does nothing twice.
          workflowIdReusePolicy: 'ALLOW_DUPLICATE',
          workflowIdConflictPolicy: 'USE_EXISTING',
        }),
      );
    },
    running: (ids) =>
      client.withDeadline(Date.now() + LIST_TIMEOUT_MS, async () => {
        const found = new Set<string>();
        if (ids.length === 0) return found;
        const quoted = ids.map((id) => `'${id}'`).join(', ');
        const query = `TaskQueue = '${taskQueue}' AND WorkflowType = '${kind.type}' AND ExecutionStatus = 'Running' AND WorkflowId IN (${quoted})`;
        for await (const { workflowId } of client.workflow.list({ query })) found.add(workflowId);
        return found;
      }),
  };
}

import type { Client } from '@temporalio/client';
import { endpointChangedSignal } from '#workflows/signals';
import type { webhookRetries } from '#workflows/webhook-retries';
import { TASK_QUEUE } from './names.ts';

/** The only holder of the handles of endpoints' workflows. Every call is harmless when made twice. */
export interface WebhookRetries {
  /** Wakes the endpoint's workflow, or starts it. */
  changed(endpointId: string): Promise<void>;
  /** Of these endpoints, those whose workflow is running, as the visibility store has it. */
  running(endpointIds: readonly string[]): Promise<Set<string>>;
}

// An answer that takes longer will not come; the relay tries again.
const CALL_TIMEOUT_MS = 5_000;
const LIST_TIMEOUT_MS = 20_000;

/** Retries on a Temporal client. Errors of the transport are the caller's to try again. */
export function createWebhookRetries(
  client: Client,
  taskQueue: string = TASK_QUEUE,
): WebhookRetries {
  return {
    async changed(endpointId) {
      await client.withDeadline(Date.now() + CALL_TIMEOUT_MS, () =>
        client.workflow.signalWithStart<typeof webhookRetries>('webhookRetries', {
          workflowId: endpointId,
          taskQueue,
          args: [{ endpointId }],
          signal: endpointChangedSignal,
          // One that came to an end begins again with the next failure.
          workflowIdReusePolicy: 'ALLOW_DUPLICATE',
          workflowIdConflictPolicy: 'USE_EXISTING',
        }),
      );
    },
    running: (endpointIds) =>
      client.withDeadline(Date.now() + LIST_TIMEOUT_MS, async () => {
        const found = new Set<string>();
        if (endpointIds.length === 0) return found;
        const ids = endpointIds.map((id) => `'${id}'`).join(', ');
        const query = `TaskQueue = '${taskQueue}' AND WorkflowType = 'webhookRetries'
          AND ExecutionStatus = 'Running' AND WorkflowId IN (${ids})`;
        for await (const { workflowId } of client.workflow.list({ query })) found.add(workflowId);
        return found;
      }),
  };
}

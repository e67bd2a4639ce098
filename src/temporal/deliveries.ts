import {
  type Client,
  type Workflow,
  WorkflowExecutionAlreadyStartedError,
} from '@temporalio/client';
import type { DeliveryTarget } from '#domain/delivery';
import type { Channel } from '#domain/message';
import type { TimingKind } from '#domain/timing';
import type { ScheduledMessageInput } from '#workflows/scheduled-message';
import {
  cancelSignal,
  contactDeletedSignal,
  deliveryReportedSignal,
  rescheduledSignal,
} from '#workflows/signals';
import { messageIdFrom, TASK_QUEUE, workflowIdFor } from './names.ts';

/** What a workflow is started with. */
export interface Delivery {
  messageId: string;
  target: DeliveryTarget;
  channel: Channel;
  timingKind: TimingKind;
}

/** The only holder of workflow handles. Every call is harmless when made twice. */
export interface Deliveries {
  /** One that is there already is told of this version instead. */
  start(delivery: Delivery, delayMs: number): Promise<void>;
  reschedule(delivery: Delivery): Promise<void>;
  cancel(delivery: Delivery): Promise<void>;
  contactDeleted(delivery: Delivery): Promise<void>;
  /** An iMessage that waited for its delivery report needs no SMS any more. */
  deliveryReported(delivery: Delivery): Promise<void>;
  /** Of these messages, those whose workflow is running, as the visibility store has it. */
  running(messageIds: readonly string[]): Promise<Set<string>>;
  /** Pages of ids of all messages that have a running workflow. */
  allRunning(): AsyncIterable<string[]>;
  /** Ends a workflow that has no message to wait for; one that is over already stays as it is. */
  end(messageId: string): Promise<void>;
}

// An answer that takes longer will not come; the relay tries again.
const CALL_TIMEOUT_MS = 5_000;
const LIST_TIMEOUT_MS = 20_000;
const PAGE = 500;

// A completed run is never repeated, a terminated one can be repaired, a running one is used.
const onlyOnce = {
  workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',
  workflowIdConflictPolicy: 'USE_EXISTING',
} as const;

/** Deliveries on a Temporal client. Errors of the transport are the caller's to try again. */
export function createDeliveries(client: Client, taskQueue: string = TASK_QUEUE): Deliveries {
  const withTimeout = <T>(work: () => Promise<T>, timeoutMs = CALL_TIMEOUT_MS) =>
    client.withDeadline(Date.now() + timeoutMs, work);

  // A plain signal would not wake a delayed workflow: signalWithStart does, at once.
  const signal = (delivery: Delivery, name: string, signalArgs: unknown[]) =>
    ignoringStarted(() =>
      withTimeout(() =>
        client.workflow.signalWithStart<Workflow, unknown[]>('scheduledMessage', {
          ...toOptions(delivery, taskQueue),
          signal: name,
          signalArgs,
        }),
      ),
    );

  const reschedule = (delivery: Delivery) =>
    signal(delivery, rescheduledSignal.name, [delivery.target]);

  return {
    async start(delivery, delayMs) {
      const options = {
        ...toOptions(delivery, taskQueue),
        workflowIdConflictPolicy: 'FAIL',
        ...(delayMs > 0 ? { startDelay: delayMs } : {}),
      } as const;
      try {
        await withTimeout(() => client.workflow.start('scheduledMessage', options));
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
        // Started before, perhaps for an older version: it is told of this one.
        await reschedule(delivery);
      }
    },
    reschedule,
    cancel: (delivery) => signal(delivery, cancelSignal.name, []),
    contactDeleted: (delivery) => signal(delivery, contactDeletedSignal.name, []),
    deliveryReported: (delivery) => signal(delivery, deliveryReportedSignal.name, []),
    running: (messageIds) =>
      withTimeout(() => listRunning(client, taskQueue, messageIds), LIST_TIMEOUT_MS),
    allRunning: () => listAllRunning(client, taskQueue),
    end: (messageId) =>
      ignoringStarted(() =>
        withTimeout(() =>
          // The arguments would start a workflow only if there were none: it ends at once then.
          client.workflow.signalWithStart('scheduledMessage', {
            ...onlyOnce,
            workflowId: workflowIdFor(messageId),
            taskQueue,
            args: [{ messageId, version: 0, dueAtMs: 0 }],
            signal: cancelSignal,
          }),
        ),
      ),
  };
}

function toOptions(delivery: Delivery, taskQueue: string) {
  const input: ScheduledMessageInput = { messageId: delivery.messageId, ...delivery.target };
  return {
    ...onlyOnce,
    workflowId: workflowIdFor(delivery.messageId),
    taskQueue,
    args: [input],
    // What an operator reads in the Web UI: nothing personal, masked or not.
    staticSummary: `${delivery.channel}, ${delivery.timingKind}`,
  };
}

async function ignoringStarted(call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

/** Others may share the namespace: what is on another task queue is not ours to end. */
const runningQuery = (taskQueue: string) =>
  `TaskQueue = '${taskQueue}' AND WorkflowType = 'scheduledMessage' AND ExecutionStatus = 'Running'`;

async function listRunning(
  client: Client,
  taskQueue: string,
  messageIds: readonly string[],
): Promise<Set<string>> {
  const found = new Set<string>();
  if (messageIds.length === 0) return found;
  const ids = messageIds.map((id) => `'${workflowIdFor(id)}'`).join(', ');
  const query = `${runningQuery(taskQueue)} AND WorkflowId IN (${ids})`;
  for await (const execution of client.workflow.list({ query, pageSize: PAGE })) {
    const id = messageIdFrom(execution.workflowId);
    if (id) found.add(id);
  }
  return found;
}

async function* listAllRunning(client: Client, taskQueue: string): AsyncIterable<string[]> {
  const query = runningQuery(taskQueue);
  let page: string[] = [];
  for await (const execution of client.workflow.list({ query, pageSize: PAGE })) {
    const id = messageIdFrom(execution.workflowId);
    if (id) page.push(id);
    if (page.length === PAGE) {
      yield page;
      page = [];
    }
  }
  if (page.length > 0) yield page;
}

/** The task queue that every worker polls. */
export const TASK_QUEUE = 'punctual';

/** The workflow that carries a message has the message's id. */
export function workflowIdFor(messageId: string): string {
  return messageId;
}

/** The way back: which message a workflow carries; `null` for workflows of another kind. */
export function messageIdFrom(workflowId: string): string | null {
  return workflowId.startsWith('msg_') ? workflowId : null;
}

/** The workflow that sees to a batch has the batch's id. */
export function workflowIdForBatch(batchId: string): string {
  return batchId;
}

/** The way back: which batch a workflow sees to; `null` for workflows of another kind. */
export function batchIdFrom(workflowId: string): string | null {
  return workflowId.startsWith('bat_') ? workflowId : null;
}

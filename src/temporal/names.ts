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

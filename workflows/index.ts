// The registry that a worker bundles: every workflow type by its name.
export { messageBatch } from './message-batch.ts';
export { scheduledMessage } from './scheduled-message.ts';
export { webhookRetries } from './webhook-retries.ts';

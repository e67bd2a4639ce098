// A copy of the workflow that somebody broke: it must not replay what the real one recorded.
export { scheduledMessage } from './scheduled-message.ts';
export { webhookRetries } from './webhook-retries.ts';

// The registry that a worker bundles: every workflow type by its name.
export { scheduledMessage } from './scheduled-message.ts';

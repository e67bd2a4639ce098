import type { RetryPolicy } from '@temporalio/workflow';

/** Tried until it works: the claim guards against sending twice, and giving up would lose a message. */
export const untilItWorks: RetryPolicy = {
  initialInterval: '1 second',
  backoffCoefficient: 2,
  maximumInterval: '30 seconds',
};

import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';

/** Hands an activity over to another worker at once: this one is shutting down. */
export function workerDraining(): ApplicationFailure {
  return ApplicationFailure.create({
    type: 'WorkerDraining',
    message: 'this worker is shutting down; another one goes on',
    // A hand-over is no failure: not logged, not counted.
    category: ApplicationFailureCategory.BENIGN,
    // Without a delay of its own the retry policy's first second would pass.
    nextRetryDelay: 1,
  });
}

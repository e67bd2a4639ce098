import { toSafeError } from '#db/to-safe-error';
import type { ActivityDeps } from './activity-deps.ts';
import { createDeliverMessage } from './deliver-message.ts';
import { createRetryWebhooks } from './retry-webhooks.ts';
import { createTendBatch } from './tend-batch.ts';
import type { WebhookDeps } from './webhook-deps.ts';

/** The registry that a worker runs: every activity by its name, closed over what it needs. */
export function createActivities(deps: ActivityDeps & WebhookDeps) {
  return {
    deliverMessage: safely(createDeliverMessage(deps)),
    tendBatch: safely(createTendBatch(deps)),
    retryWebhooks: safely(createRetryWebhooks(deps)),
  };
}

export type Activities = ReturnType<typeof createActivities>;

/** Temporal keeps the text of what an activity throws: no statement and no parameter may be in it. */
function safely<Args extends unknown[], Result>(activity: (...args: Args) => Promise<Result>) {
  return async (...args: Args): Promise<Result> => {
    try {
      return await activity(...args);
    } catch (error) {
      throw toSafeError(error);
    }
  };
}

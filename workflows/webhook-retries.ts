import {
  condition,
  continueAsNew,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import { untilItWorks } from './policies.ts';
import { endpointChangedSignal } from './signals.ts';

export interface WebhookRetriesInput {
  endpointId: string;
}

/** A round is a few events of the history: it ends long before it is long. */
const MOST_ROUNDS = 300;
/** The clock that the activity goes by may be a little behind. */
const SHORTEST_WAIT_MS = 250;

// A portion takes ten seconds, and its last call as long.
const { retryWebhooks } = proxyActivities<Activities>({
  startToCloseTimeout: '1 minute',
  retry: untilItWorks,
});

/**
 * Waits, for days, to try again what an endpoint did not take, and ends when nothing is left. It
 * carries an id: what is told, to whom, and when, is the rows' to say. Anything that changed about
 * the endpoint wakes it.
 */
export async function webhookRetries(input: WebhookRetriesInput): Promise<void> {
  let hasChanged = false;
  setHandler(endpointChangedSignal, () => {
    hasChanged = true;
  });

  for (let round = 0; round < MOST_ROUNDS; round++) {
    if (workflowInfo().continueAsNewSuggested) break;
    hasChanged = false;
    const look = await retryWebhooks(input);
    if (look.kind === 'done' && !hasChanged) return;
    if (look.kind !== 'wait') continue;
    setCurrentDetails(`Tries again at ${new Date(look.untilMs).toISOString()}`);
    const waitMs = Math.max(SHORTEST_WAIT_MS, look.untilMs - Date.now());
    await condition(() => hasChanged, waitMs);
  }
  await continueAsNew<typeof webhookRetries>(input);
}

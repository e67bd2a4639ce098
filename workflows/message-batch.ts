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
import { batchChangedSignal } from './signals.ts';

export interface MessageBatchInput {
  batchId: string;
}

// A look at most works for 20 s; a statement that waits for locks is given up after 15 s more.
const LOOK_TIMEOUT_MS = 60_000;
/** Some 2,000 events: a history is replayed in moments, and Temporal's limits are far away. */
const MOST_LOOKS = 200;

const { tendBatch } = proxyActivities<Activities>({
  startToCloseTimeout: LOOK_TIMEOUT_MS,
  retry: untilItWorks,
});

/**
 * Sees to one batch until nothing is to come of it: looks, and sleeps until there is something to
 * do, or something was done to the batch. What is to be done, its row says; its messages are sent by
 * the sweep, or by their own workflows.
 */
export async function messageBatch({ batchId }: MessageBatchInput): Promise<void> {
  let changes = 0;
  setHandler(batchChangedSignal, () => {
    changes += 1;
  });

  for (let looks = 1; ; looks += 1) {
    const seen = changes;
    const isTold = () => changes > seen;

    const tended = await tendBatch(batchId);
    const isOver = tended.kind === 'over';
    if (isOver && !isTold()) return;

    const isLong = looks >= MOST_LOOKS || workflowInfo().continueAsNewSuggested;
    if (isLong) await continueAsNew<typeof messageBatch>({ batchId });
    if (isOver || isTold()) continue;

    setCurrentDetails(`Looks again at ${new Date(Date.now() + tended.forMs).toISOString()}`);
    await condition(isTold, tended.forMs);
  }
}

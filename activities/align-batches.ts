import { tellAgain } from '#db/changed-rows';
import { findUnfinishedBatches } from '#db/find-unfinished-batches';
import type { ActivityDeps } from './activity-deps.ts';

/** Younger changes and workflows may still be on their way to each other, or to the visibility store. */
const SETTLED_AFTER_MS = 30_000;
/** Ids in one question to the visibility store. */
const QUESTION = 100;

/**
 * Batches that something is to come of and whose workflow is gone (terminated, or lost with
 * Temporal's data) get another. One without a batch ends by itself when it looks.
 */
export async function alignBatches(deps: ActivityDeps, stopping: AbortSignal): Promise<void> {
  let after = '';
  while (!stopping.aborted) {
    const before = new Date(deps.clock.nowMs() - SETTLED_AFTER_MS);
    const ids = await findUnfinishedBatches(deps.db, before, after, QUESTION);
    const last = ids.at(-1);
    if (!last) return;
    const running = await deps.batches.running(ids);
    const missing = ids.filter((id) => !running.has(id));
    await tellAgain(deps.db, 'batches', missing);
    after = last;
  }
}

import { tellAgain } from '#db/changed-rows';
import { findUnfinishedBatches, findUntoldBatches } from '#db/find-unfinished-batches';
import type { ActivityDeps } from './activity-deps.ts';
import { tendBatch } from './tend-batch.ts';

/** Younger changes and workflows may still be on their way to each other, or to the visibility store. */
const SETTLED_AFTER_MS = 30_000;
/** While Temporal is away, what was changed so long ago is seen to without it. */
const UNTOLD_AFTER_MS = 5_000;
/** So long at a time: other chores wait for their turns. */
const UNTOLD_FOR_MS = 30_000;
/** Ids in one question to the visibility store. */
const QUESTION = 100;

/**
 * Batches that something is to come of and whose workflow is gone (terminated, or lost with
 * Temporal's data) get another; one that is over while its workflow sleeps is looked at now. A
 * workflow without a batch ends by itself when it looks.
 */
export async function alignBatches(deps: ActivityDeps, stopping: AbortSignal): Promise<void> {
  let after = '';
  while (!stopping.aborted) {
    const before = new Date(deps.clock.nowMs() - SETTLED_AFTER_MS);
    const found = await findUnfinishedBatches(deps.db, before, after, QUESTION);
    const last = found.at(-1);
    if (!last) return;
    const running = await deps.batches.running(found.map(({ id }) => id));
    const untold = found.filter(({ id, isOver }) => isOver || !running.has(id));
    const ids = untold.map(({ id }) => id);
    await tellAgain(deps.db, 'batches', ids);
    after = last.id;
  }
}

/** Sees to batches whose workflows could not be told: a resume lets go while Temporal is away, too. */
export async function tendUntoldBatches(deps: ActivityDeps, stopping: AbortSignal): Promise<void> {
  const before = new Date(deps.clock.nowMs() - UNTOLD_AFTER_MS);
  const endMs = performance.now() + UNTOLD_FOR_MS;
  for (const id of await findUntoldBatches(deps.db, before, QUESTION)) {
    if (!stopping.aborted && performance.now() < endMs) await tendBatch(deps, id, stopping);
  }
}

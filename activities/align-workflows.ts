import {
  findEnded,
  findRequested,
  findUnrelayed,
  forgetRequested,
} from '#db/messages/find-unreconciled';
import { noteForRelay } from '#db/outbox';
import { LAST_WAKE_MS } from '#domain/delivery';
import type { ActivityDeps } from './activity-deps.ts';

/** Younger rows and workflows may still be on their way to each other, or to the visibility store. */
const SETTLED_AFTER_MS = 30_000;
const CHUNK = 500;
/** Ids in one question to the visibility store. */
const QUESTION = 100;
const ENDED_AT_ONCE = 20;

/** Scheduled rows that no workflow was asked for, and that no relay knows of: it is told again. */
export async function relayForgotten(deps: ActivityDeps): Promise<void> {
  await noteForRelay(deps.db, await findUnrelayed(deps.db, settledBefore(deps), CHUNK), 'new');
}

/**
 * Compares rows and workflows, both ways: a scheduled row whose workflow is gone (terminated, or
 * lost with Temporal's data) gets another, a workflow without a row to wait for is ended.
 */
export async function alignWorkflows(deps: ActivityDeps, stopping: AbortSignal): Promise<void> {
  await restoreWorkflows(deps, stopping);
  await endWorkflows(deps, stopping);
}

async function restoreWorkflows(deps: ActivityDeps, stopping: AbortSignal): Promise<void> {
  let after = '';
  while (!stopping.aborted) {
    const ids = await findRequested(deps.db, settledBefore(deps), after, QUESTION);
    const last = ids.at(-1);
    if (!last) return;
    const running = await deps.workflows.running(ids);
    const missing = ids.filter((id) => !running.has(id));
    if (missing.length > 0) {
      await deps.db.transaction(async (tx) => {
        await forgetRequested(tx, missing);
        await noteForRelay(tx, missing, 'new');
      });
    }
    after = last;
  }
}

async function endWorkflows(deps: ActivityDeps, stopping: AbortSignal): Promise<void> {
  for await (const ids of deps.workflows.allRunning()) {
    const wokenBefore = new Date(settledBefore(deps).getTime() - LAST_WAKE_MS);
    const ended = await findEnded(deps.db, ids, wokenBefore);
    while (ended.length > 0 && !stopping.aborted) {
      const some = ended.splice(0, ENDED_AT_ONCE);
      await Promise.all(some.map((messageId) => deps.workflows.end(messageId)));
    }
    if (stopping.aborted) return;
  }
}

function settledBefore(deps: ActivityDeps): Date {
  return new Date(deps.clock.nowMs() - SETTLED_AFTER_MS);
}

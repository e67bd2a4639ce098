import { Context } from '@temporalio/activity';
import { type BatchRow, findBatch, shareBatch } from '#db/batches';
import { completeBatch } from '#db/complete-batch';
import type { Queryable } from '#db/connect';
import { findOutlook } from '#db/find-outlook';
import {
  cancelPortion,
  giveUpPortion,
  holdPortion,
  type Portion,
  type PortionDone,
  type PortionPlace,
} from '#db/messages/batch-portions';
import { handOverItems } from '#db/messages/hand-over-items';
import { HAND_OVER_AHEAD_MS, HAND_OVER_LEAST_MS, nextLookInMs } from '#domain/next-look';
import type { ActivityDeps } from './activity-deps.ts';

/** What a batch's workflow does next: nothing any more, or to look again after so long. */
export type BatchTended = { kind: 'over' } | { kind: 'waits'; forMs: number };

/** Short enough for a claim to wait for. */
const PORTION = 500;
/** Then the rest is left to the next call: it may be another worker's. */
const WORK_FOR_MS = 20_000;

type Work = (tx: Queryable, portion: Portion) => Promise<PortionDone>;

/**
 * Does what there is to do for a batch: holds or lets go its messages after a pause or a resume,
 * cancels them with it, gives items with times of their own their workflows, and completes it.
 * Harmless to call twice, or late: each portion looks at the batch under its lock.
 */
export function createTendBatch(deps: ActivityDeps) {
  return (batchId: string): Promise<BatchTended> =>
    tendBatch(deps, batchId, Context.current().cancellationSignal);
}

/** The same without Temporal. A worker that is `draining` leaves the rest to another. */
export async function tendBatch(
  deps: ActivityDeps,
  batchId: string,
  draining: AbortSignal,
): Promise<BatchTended> {
  const batch = await findBatch(deps.db, batchId);
  if (!batch || batch.completedAt !== null) return { kind: 'over' };
  const isFinished = await tend(deps, batch, createBudget(draining));
  if (!isFinished) return { kind: 'waits', forMs: 0 };
  const nowMs = deps.clock.nowMs();
  const seenTo = new Date(nowMs + HAND_OVER_AHEAD_MS);
  const outlook = await findOutlook(deps.db, batch, seenTo);
  if (!outlook.hasPending && (await complete(deps, batchId))) return { kind: 'over' };
  const { status, updatedAt: changedAt } = batch;
  return {
    kind: 'waits',
    forMs: Math.ceil(nextLookInMs({ ...outlook, status, changedAt }, nowMs)),
  };
}

/** @returns false when something is left to do at once. */
async function tend(deps: ActivityDeps, batch: BatchRow, mayGoOn: () => boolean): Promise<boolean> {
  const inPortions = (work: Work) => doInPortions(deps, { batch, work, mayGoOn });
  const now = new Date(deps.clock.nowMs());
  switch (batch.status) {
    case 'open':
    case 'done':
      return true;
    case 'paused':
      return inPortions((tx, portion) => holdPortion(tx, portion, true));
    case 'canceled':
      return (
        (await inPortions((tx, portion) => cancelPortion(tx, portion, now))) &&
        (await inPortions((tx, portion) => giveUpPortion(tx, portion, now)))
      );
    case 'running':
      return (
        (await inPortions((tx, portion) => holdPortion(tx, portion, false))) &&
        (await inPortions((tx) => handOver(tx, batch.id, deps.clock.nowMs())))
      );
  }
}

interface InPortions {
  batch: BatchRow;
  work: Work;
  mayGoOn: () => boolean;
}

/**
 * Until a look from the beginning finds nothing: a message that got another time meanwhile may have
 * moved past where the work was.
 *
 * @returns false when it was not finished: the time is over, or the batch has changed.
 */
async function doInPortions(deps: ActivityDeps, part: InPortions): Promise<boolean> {
  const { id: batchId, workspaceId, status } = part.batch;
  let after: PortionPlace | null = null;
  for (;;) {
    if (!part.mayGoOn()) return false;
    const portion: Portion = { workspaceId, batchId, after, limit: PORTION };
    const done: PortionDone | null = await deps.db.transaction(async (tx) => {
      // The batch before its messages: nobody pauses or resumes it while this is done.
      const now = await shareBatch(tx, batchId);
      return now?.status === status ? part.work(tx, portion) : null;
    });
    if (done === null) return false;
    if (done.count === 0 && after === null) return true;
    after = done.last;
  }
}

async function handOver(tx: Queryable, batchId: string, nowMs: number): Promise<PortionDone> {
  const from = new Date(nowMs + HAND_OVER_LEAST_MS);
  const until = new Date(nowMs + HAND_OVER_AHEAD_MS);
  const count = await handOverItems(tx, { batchId, from, until, limit: PORTION });
  return { count, last: null };
}

function complete(deps: ActivityDeps, batchId: string): Promise<boolean> {
  return completeBatch(deps.db, batchId, new Date(deps.clock.nowMs()));
}

function createBudget(draining: AbortSignal): () => boolean {
  const endMs = performance.now() + WORK_FOR_MS;
  return () => !draining.aborted && performance.now() < endMs;
}

import { inTurn } from '#db/in-turn';
import { purgeEngagements } from '#db/purge-engagements';
import { purgeIdempotencyKeys } from '#db/purge-idempotency-keys';
import { purgeReceipts } from '#db/purge-receipts';
import { purgeDeletedEndpoints, purgeWebhookEvents } from '#db/purge-webhooks';
import { learnCurves } from '#send-times/learn-curves';
import type { ActivityDeps } from './activity-deps.ts';
import { alignBatches, tendUntoldBatches } from './align-batches.ts';
import { alignWebhooks } from './align-webhooks.ts';
import { alignWorkflows, relayForgotten } from './align-workflows.ts';
import { closeLostAttempts } from './close-lost-attempts.ts';
import { lookUpUnknown } from './look-up-unknown.ts';
import { createSendSlots } from './send-slots.ts';
import { pause } from './wait-until.ts';
import type { WebhookDeps } from './webhook-deps.ts';

/** No vendor tells anything again after so long. */
const RECEIPTS_KEPT_MS = 30 * 86_400_000;
/** As long can endpoints ask to be told again. */
const WEBHOOK_EVENTS_KEPT_MS = 30 * 86_400_000;
/** A call that was under way when its endpoint was deleted is over by then, and in the log. */
const DELETED_ENDPOINTS_KEPT_MS = 60_000;

/** Each holds a connection while it works by others: all at once, they would leave none. */
const MOST_AT_ONCE = 5;

type Deps = ActivityDeps & WebhookDeps;

interface Chore {
  what: string;
  everyMs: number;
  run(deps: Deps, stopping: AbortSignal): Promise<void>;
}

/** What is repaired, and how often; the first time at once. */
const chores: readonly Chore[] = [
  { what: 'lost attempts', everyMs: 2_000, run: closeLostAttempts },
  { what: 'unknown messages', everyMs: 2_000, run: lookUpUnknown },
  { what: 'forgotten messages', everyMs: 15_000, run: relayForgotten },
  { what: 'untold batches', everyMs: 15_000, run: tendUntoldBatches },
  { what: 'workflows', everyMs: 5 * 60_000, run: alignWorkflows },
  { what: 'batches', everyMs: 60_000, run: alignBatches },
  { what: 'webhook workflows', everyMs: 5 * 60_000, run: alignWebhooks },
  { what: 'idempotency keys', everyMs: 3_600_000, run: purgeKeys },
  { what: 'receipts', everyMs: 3_600_000, run: forgetReceipts },
  { what: 'webhook events', everyMs: 3_600_000, run: forgetWebhookEvents },
  { what: 'deleted endpoints', everyMs: 60_000, run: forgetEndpoints },
  { what: 'engagement events', everyMs: 3_600_000, run: forgetEngagements },
  { what: 'curves', everyMs: 15 * 60_000, run: learn },
];

/**
 * The reconciler: repairs what fell between a row and its workflow, closes the attempts of workers
 * that died, and asks what became of unknown messages, until it is stopped. Each repair is harmless
 * when made twice, or when nothing was broken. A few chores are done at a time, and of several processes
 * one does each.
 */
export async function runReconciler(deps: Deps, stopping: AbortSignal): Promise<void> {
  const turns = createSendSlots(MOST_AT_ONCE);
  const doOnce = async (chore: Chore) => {
    const giveBack = await turns.take();
    try {
      await inTurn(deps.db, chore.what, () => chore.run(deps, stopping));
    } finally {
      giveBack();
    }
  };
  await Promise.all(chores.map((chore) => keepDoing(deps, { chore, doOnce }, stopping)));
}

interface Doing {
  chore: Chore;
  doOnce(chore: Chore): Promise<void>;
}

async function keepDoing(
  deps: Deps,
  { chore, doOnce }: Doing,
  stopping: AbortSignal,
): Promise<void> {
  while (!stopping.aborted) {
    await doOnce(chore).catch((error) => deps.observer.failed(chore.what, error));
    await pause(chore.everyMs, stopping);
  }
}

async function purgeKeys(deps: ActivityDeps): Promise<void> {
  await purgeIdempotencyKeys(deps.db, new Date(deps.clock.nowMs()));
}

async function forgetReceipts(deps: ActivityDeps): Promise<void> {
  await purgeReceipts(deps.db, new Date(deps.clock.nowMs() - RECEIPTS_KEPT_MS));
}

async function forgetWebhookEvents({ db, clock }: ActivityDeps): Promise<void> {
  await purgeWebhookEvents(db, new Date(clock.nowMs() - WEBHOOK_EVENTS_KEPT_MS));
}

async function forgetEndpoints({ db, clock }: ActivityDeps): Promise<void> {
  await purgeDeletedEndpoints(db, new Date(clock.nowMs() - DELETED_ENDPOINTS_KEPT_MS));
}

async function forgetEngagements(deps: ActivityDeps): Promise<void> {
  await purgeEngagements(deps.db, new Date(deps.clock.nowMs()));
}

async function learn(deps: ActivityDeps, stopping: AbortSignal): Promise<void> {
  await learnCurves(deps, stopping);
}

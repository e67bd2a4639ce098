import { clearFailure, noteFailure } from '#db/webhooks/endpoint-failures';
import { leaseFirstTries } from '#db/webhooks/lease-first-tries';
import type { LeasedTry } from '#db/webhooks/leased-try';
import { decideEndpointPause, toPlace } from '#domain/webhook-retry';
import { LEASE_MS, type Refused, tellEndpoint } from './tell-endpoint.ts';
import { pause } from './wait-until.ts';
import type { WebhookDeps } from './webhook-deps.ts';
import { createWebhookRoom, type WebhookRoom } from './webhook-room.ts';

const LOOK_EVERY_MS = 100;
/** After a failed look (the database is away): neither a storm nor a long silence. */
const PAUSE_AFTER_FAILURE_MS = 500;

/**
 * Tells endpoints of what happened, the first time and at once, until it is stopped; then it waits
 * for the answers that are due. Retries are the workflow's. Any number of processes may do so at
 * once; what one that died had in hand is told again, under the same id, when its lease is over.
 */
export async function runWebhooks(deps: WebhookDeps, stopping: AbortSignal): Promise<void> {
  const room = createWebhookRoom();
  const answers = createAnswerBell();
  const inFlight = new Set<Promise<void>>();
  let after = '';
  while (!stopping.aborted) {
    answers.hush();
    const leased = await lease(deps, room, after);
    for (const each of leased ?? []) {
      const telling = tellFirst(deps, each, room).finally(() => {
        inFlight.delete(telling);
        answers.ring();
      });
      inFlight.add(telling);
    }
    after = leased?.at(-1)?.endpointId ?? '';
    if (leased === null) await pause(PAUSE_AFTER_FAILURE_MS, stopping);
    // An answer gives room for another event.
    else if (leased.length === 0 || room.free() === 0) await answers.heard(LOOK_EVERY_MS);
  }
  await Promise.allSettled(inFlight);
}

/** Wakes who waits for an answer, also for one that came a moment before. */
function createAnswerBell() {
  let hasRung = false;
  let wake = () => {};
  return {
    hush() {
      hasRung = false;
    },
    ring() {
      hasRung = true;
      wake();
    },
    async heard(atMostMs: number): Promise<void> {
      if (hasRung) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, atMostMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    },
  };
}

/** @returns `null` when the database did not answer. */
async function lease(
  deps: WebhookDeps,
  room: WebhookRoom,
  after: string,
): Promise<LeasedTry[] | null> {
  const now = new Date(deps.clock.nowMs());
  const until = new Date(now.getTime() + LEASE_MS);
  const first = { now, until, limit: room.free(), room: room.left() };
  try {
    const leased = await leaseFirstTries(deps.db, { ...first, after });
    if (leased.length > 0 || after === '') return leased;
    return await leaseFirstTries(deps.db, { ...first, after: '' });
  } catch (error) {
    deps.observer.failed('webhooks', error);
    return null;
  }
}

async function tellFirst(deps: WebhookDeps, leased: LeasedTry, room: WebhookRoom): Promise<void> {
  const { endpointId } = leased;
  let how = { tookMs: 0, isWell: false };
  room.enter(leased);
  try {
    const told = await tellEndpoint(deps, leased, (each) =>
      note(deps, leased, { ...each, isEventsOwn: room.tookLately(endpointId) }),
    );
    how = { tookMs: told.tookMs, isWell: told.kind === 'taken' };
    if (how.isWell && leased.failingSince !== null) await clearFailure(deps.db, endpointId);
  } catch (error) {
    // Not stored: told again when the lease is over.
    deps.observer.failed('webhooks', error);
  } finally {
    room.leave(leased, how);
  }
}

/** What a refusal means for the endpoint; its workflow hears of it, and tries again. */
async function note(
  deps: WebhookDeps,
  { endpointId, failingSince }: LeasedTry,
  { at: now, ...refused }: Refused & { isEventsOwn: boolean },
): Promise<Date | null> {
  const { retryAfterMs } = refused;
  const failingForMs = now.getTime() - (failingSince ?? now).getTime();
  const isEventsOwn = refused.failure === 'ailing' && refused.isEventsOwn;
  const failure = isEventsOwn ? 'unfit' : refused.failure;
  const place = toPlace(endpointId);
  const pauseMs = decideEndpointPause({ failure, failingForMs, retryAfterMs, place });
  const retryAt = pauseMs === null ? null : new Date(now.getTime() + pauseMs);
  await noteFailure(deps.db, { endpointId, now, retryAt });
  return retryAt;
}

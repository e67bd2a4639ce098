import { clearFailure, noteFailure } from '#db/webhooks/endpoint-failures';
import { leaseFirstTries } from '#db/webhooks/lease-first-tries';
import type { LeasedTry } from '#db/webhooks/leased-try';
import { decideEndpointPause, toPlace } from '#domain/webhook-retry';
import { LEASE_MS, type Refused, tellEndpoint } from './tell-endpoint.ts';
import { pause } from './wait-until.ts';
import type { WebhookDeps } from './webhook-deps.ts';
import { createWebhookRoom, MOST_OF_EACH, type WebhookRoom } from './webhook-room.ts';

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
  const inFlight = new Set<Promise<void>>();
  let after = '';
  while (!stopping.aborted) {
    const leased = await lease(deps, room, after);
    for (const each of leased ?? []) track(inFlight, tellFirst(deps, each, room));
    const isLast = !leased?.length;
    after = leased?.at(-1)?.endpointId ?? '';
    if (leased === null) await pause(PAUSE_AFTER_FAILURE_MS, stopping);
    else if (room.free() === 0) await Promise.race(inFlight);
    else if (isLast) await pauseOrRoom(inFlight, stopping);
  }
  await Promise.allSettled(inFlight);
}

/** @returns `null` when the database did not answer. */
async function lease(
  deps: WebhookDeps,
  room: WebhookRoom,
  after: string,
): Promise<LeasedTry[] | null> {
  const now = new Date(deps.clock.nowMs());
  const until = new Date(now.getTime() + LEASE_MS);
  const limit = room.free();
  const first = { now, until, limit, each: MOST_OF_EACH, room: room.ofEach() };
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
  const startedAt = performance.now();
  let isWell = false;
  room.enter(endpointId);
  try {
    const told = await tellEndpoint(deps, leased, (each) =>
      note(deps, leased, { ...each, isEventsOwn: room.tookLately(endpointId) }),
    );
    isWell = told.kind === 'taken';
    if (isWell && leased.failingSince !== null) await clearFailure(deps.db, endpointId);
  } catch (error) {
    // Not stored: told again when the lease is over.
    deps.observer.failed('webhooks', error);
  } finally {
    room.leave(endpointId, { tookMs: performance.now() - startedAt, isWell });
  }
}

/** What a refusal means for the endpoint; its workflow hears of it, and tries again. */
async function note(
  deps: WebhookDeps,
  { endpointId, failingSince }: LeasedTry,
  { at: now, ...refused }: Refused & { isEventsOwn: boolean },
): Promise<Date | null> {
  const { eventDueAt, retryAfterMs } = refused;
  const failingForMs = now.getTime() - (failingSince ?? now).getTime();
  const isEventsOwn = refused.failure === 'ailing' && refused.isEventsOwn;
  const failure = isEventsOwn ? 'unfit' : refused.failure;
  const place = toPlace(endpointId);
  const pauseMs = decideEndpointPause({ failure, failingForMs, retryAfterMs, place });
  const retryAt = pauseMs === null ? null : new Date(now.getTime() + pauseMs);
  await noteFailure(deps.db, { endpointId, now, retryAt, eventDueAt });
  return retryAt;
}

/** An answer gives room for another event of the same endpoint. */
async function pauseOrRoom(inFlight: Set<Promise<void>>, stopping: AbortSignal): Promise<void> {
  await Promise.race([pause(LOOK_EVERY_MS, stopping), ...inFlight]);
}

function track(inFlight: Set<Promise<void>>, work: Promise<void>): void {
  inFlight.add(work);
  work.finally(() => inFlight.delete(work)).catch(() => {});
}

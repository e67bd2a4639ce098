import { Context } from '@temporalio/activity';
import {
  clearFailure,
  endPause,
  failPending,
  noteFailure,
  prolongPause,
} from '#db/webhooks/endpoint-failures';
import { findRetryState, isRefusingMany, type RetryState } from '#db/webhooks/find-retry-state';
import { leaseProbe, leaseRetries } from '#db/webhooks/lease-retries';
import type { LeasedTry } from '#db/webhooks/leased-try';
import { decideEndpointPause, GIVE_UP_AFTER_MS, toPlace } from '#domain/webhook-retry';
import { disable, LEASE_MS, type Refused, type Told, tellEndpoint } from './tell-endpoint.ts';
import type { WebhookDeps } from './webhook-deps.ts';

/**
 * What the workflow of an endpoint does next: nothing, wait, or call again at once: there is more
 * than one call of this takes on.
 */
export type RetryLook = { kind: 'done' } | { kind: 'more' } | { kind: 'wait'; untilMs: number };

/** A call ends after that, so that it can be lost without losing much. */
const LONGEST_MS = 10_000;
const AT_ONCE = 4;
const GIVEN_UP_AT_ONCE = 500;

/**
 * Tries again what an endpoint refused. One that is paused is tried with one event when the pause
 * is over: is that taken, all that waits is due, else the pause is a longer one.
 */
export function createRetryWebhooks(deps: WebhookDeps) {
  return async ({ endpointId }: { endpointId: string }): Promise<RetryLook> => {
    const { cancellationSignal } = Context.current();
    const endsAt = performance.now() + LONGEST_MS;
    for (;;) {
      const look = await lookOnce(deps, endpointId);
      if (look.kind !== 'more') return look;
      if (performance.now() > endsAt || cancellationSignal.aborted) return look;
    }
  };
}

async function lookOnce(deps: WebhookDeps, endpointId: string): Promise<RetryLook> {
  const state = await findRetryState(deps.db, endpointId);
  if (!state) return { kind: 'done' };
  const now = new Date(deps.clock.nowMs());
  if (state.disabledReason === 'requested') return { kind: 'done' };
  if (state.disabledReason !== null) {
    const count = await failPending(deps.db, endpointId, now, GIVEN_UP_AT_ONCE);
    return { kind: count === GIVEN_UP_AT_ONCE ? 'more' : 'done' };
  }
  if (state.retryAt !== null && state.retryAt > now) return waitUntil(state.retryAt);
  if (state.retryAt !== null) return probe(deps, endpointId, state);
  if (state.nextRetryAt === null) {
    // Nothing is tried any more: for how long it will have failed at the next try begins anew.
    if (state.nextDueAt === null) await clearFailure(deps.db, endpointId);
    return { kind: 'done' };
  }
  return state.nextRetryAt > now ? waitUntil(state.nextRetryAt) : retry(deps, endpointId);
}

/** The pause is over: one event shows whether it has helped. */
async function probe(
  deps: WebhookDeps,
  endpointId: string,
  { failingSince }: RetryState,
): Promise<RetryLook> {
  const { db, clock } = deps;
  const now = new Date(clock.nowMs());
  const until = new Date(now.getTime() + LEASE_MS);
  const leased = await leaseProbe(db, { endpointId, now, until });
  if (!leased) {
    // What waits is due later: what comes now is told at once.
    await prolongPause(db, endpointId, null);
    return { kind: 'more' };
  }
  const told = await tellWithSlot(deps, leased, async (refused) => {
    if (await giveUp(deps, endpointId, { failingSince, refused })) return null;
    const retryAt = toRetryAt(endpointId, refused, failingSince);
    await prolongPause(db, endpointId, retryAt);
    return retryAt;
  });
  const leasedUntil = new Date(clock.nowMs() + LEASE_MS);
  if (told.kind === 'taken') {
    await endPause(db, { endpointId, now: new Date(clock.nowMs()), leasedUntil });
  }
  return { kind: 'more' };
}

/** The endpoint is well: events that it refused are told again, each when it is due. */
async function retry(deps: WebhookDeps, endpointId: string): Promise<RetryLook> {
  const now = new Date(deps.clock.nowMs());
  const until = new Date(now.getTime() + LEASE_MS);
  const leased = await leaseRetries(deps.db, { endpointId, now, until }, AT_ONCE);
  await Promise.all(leased.map((each) => retryOne(deps, each)));
  return { kind: 'more' };
}

async function retryOne(deps: WebhookDeps, leased: LeasedTry): Promise<void> {
  const { endpointId, failingSince } = leased;
  const told = await tellWithSlot(deps, leased, async (refused) => {
    if (await giveUp(deps, endpointId, { failingSince, refused })) return null;
    // It failed at this event before, and not at others: they are not to wait for it.
    const isAway = refused.failure === 'away';
    const retryAt = isAway ? toRetryAt(endpointId, refused, failingSince) : null;
    await noteFailure(deps.db, { endpointId, now: refused.at, retryAt });
    return retryAt;
  });
  if (told.kind === 'taken' && failingSince !== null) await clearFailure(deps.db, endpointId);
}

async function tellWithSlot(
  deps: WebhookDeps,
  leased: LeasedTry,
  onRefused: (refused: Refused) => Promise<Date | null>,
): Promise<Told> {
  const giveBack = await deps.webhooks.slots.take();
  return tellEndpoint(deps, leased, onRefused).finally(giveBack);
}

interface GivingUp {
  failingSince: Date | null;
  refused: Refused;
}

/** Disables an endpoint that has taken nothing for days; one event that it will not have is no reason. */
async function giveUp(
  deps: WebhookDeps,
  endpointId: string,
  { failingSince, refused }: GivingUp,
): Promise<boolean> {
  if (failingSince === null) return false;
  if (refused.at.getTime() - failingSince.getTime() < GIVE_UP_AFTER_MS) return false;
  if (refused.failure === 'unfit' && !(await isRefusingMany(deps.db, endpointId))) return false;
  await disable(deps, endpointId, 'failing');
  return true;
}

function toRetryAt(endpointId: string, refused: Refused, failingSince: Date | null): Date | null {
  const { at, failure, retryAfterMs } = refused;
  const failingForMs = at.getTime() - (failingSince ?? at).getTime();
  const place = toPlace(endpointId);
  const pauseMs = decideEndpointPause({ failure, failingForMs, retryAfterMs, place });
  return pauseMs === null ? null : new Date(at.getTime() + pauseMs);
}

function waitUntil(at: Date): RetryLook {
  return { kind: 'wait', untilMs: at.getTime() };
}

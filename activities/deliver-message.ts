import { Context } from '@temporalio/activity';
import { claimInTurn, claimMessage } from '#db/messages/claim-messages';
import type { ClaimedMessage } from '#db/messages/claimed-message';
import { type DeliveryState, findDeliveryState } from '#db/messages/find-delivery-state';
import { findTurn } from '#db/messages/find-turn';
import { ATTEMPT_LOST_AFTER_MS, type DeliveryResult, type DeliveryTarget } from '#domain/delivery';
import type { ActivityDeps } from './activity-deps.ts';
import { sendClaimed } from './send-claimed.ts';
import { pause, waitUntil } from './wait-until.ts';
import { workerDraining } from './worker-draining.ts';

export interface DeliverMessageInput extends DeliveryTarget {
  messageId: string;
}

/**
 * The claim is committed by the due time, so that the provider is called on the instant: that much
 * sooner a cancel is refused.
 */
const CLAIM_AHEAD_MS = 10;
// While somebody else has the message in hand there is nothing to do but look again.
const LOOK_AGAIN_MS = 200;
/**
 * What its sender's rate keeps waiting is sent by the sweep when its turn comes: its workflow comes
 * after that, to learn it, or to send it where no sweep did.
 */
const AFTER_TURN_MS = 1_000;

/**
 * Delivers one message at its due time: waits for the exact instant, claims, and calls the
 * provider. Harmless to call twice, late, or for a version that is no more: the claim decides.
 */
export function createDeliverMessage(deps: ActivityDeps) {
  return async function deliverMessage(input: DeliverMessageInput): Promise<DeliveryResult> {
    const draining = Context.current().cancellationSignal;
    const before = await findDeliveryState(deps.db, input.messageId);
    if (!isAwaited(before, input)) return settleFor(deps, input, before, draining);

    await waitUntil(deps.clock, input.dueAtMs - claimAheadMs(before), draining).catch(() => {
      throw workerDraining();
    });
    const giveBack = await deps.slots.take();
    try {
      // A slot can be long in coming: what is not claimed yet goes to another worker.
      if (draining.aborted) throw workerDraining();
      const claimed = await claim(deps, input, before.isPaced);
      const result = claimed && (await sendWhenDue(deps, claimed));
      if (result) return result;
    } finally {
      giveBack();
    }
    const after = await findDeliveryState(deps.db, input.messageId);
    return settleFor(deps, input, after, draining);
  };
}

function claim(deps: ActivityDeps, input: DeliverMessageInput, isPaced: boolean) {
  const { messageId: id, version } = input;
  const now = new Date(Math.max(input.dueAtMs, deps.clock.nowMs()));
  if (isPaced) return claimInTurn(deps.db, { id, version, now });
  return claimMessage(deps.db, id, version, now);
}

/** @returns `null` when somebody else settled it, or we did and did not hear of it: look again. */
async function sendWhenDue(
  deps: ActivityDeps,
  claimed: ClaimedMessage,
): Promise<DeliveryResult | null> {
  // Claimed, it is not handed over any more.
  await waitUntil(deps.clock, claimed.dueAt.getTime(), new AbortController().signal);
  const { settlement, settled } = await sendClaimed(deps, claimed);
  if (!settled) return null;
  if (settled.isAwaited) {
    return { kind: 'moved', version: settled.version, dueAtMs: settled.dueAt.getTime() };
  }
  return { kind: 'done', status: settlement.kind };
}

/** What the workflow does next, when this version is not to be claimed. */
async function settleFor(
  deps: ActivityDeps,
  input: DeliverMessageInput,
  found: DeliveryState | null,
  draining: AbortSignal,
): Promise<DeliveryResult> {
  const giveUpAtMs = deps.clock.nowMs() + 2 * ATTEMPT_LOST_AFTER_MS;
  let state = found;
  while (state && isInOtherHands(state) && deps.clock.nowMs() < giveUpAtMs) {
    await pause(LOOK_AGAIN_MS, draining);
    if (draining.aborted) throw workerDraining();
    state = await findDeliveryState(deps.db, input.messageId);
  }
  if (state && isWaiting(state)) {
    const dueAtMs = await findNextTry(deps, input, state);
    return { kind: 'moved', version: state.version, dueAtMs };
  }
  return { kind: 'done', status: state?.status ?? 'missing' };
}

/** When there is something to do for a message that waits, in milliseconds since 1970. */
async function findNextTry(
  deps: ActivityDeps,
  { messageId, version, dueAtMs }: DeliverMessageInput,
  state: DeliveryState,
): Promise<number> {
  const stateDueAtMs = state.dueAt.getTime();
  const triedAtMs = Math.max(dueAtMs, deps.clock.nowMs());
  if (state.version !== version || stateDueAtMs > triedAtMs) return stateDueAtMs;
  // It was due, and was not to be had: its sender's rate has no room for it yet.
  const turn = await findTurn(deps.db, messageId, new Date(triedAtMs));
  return Math.max(turn?.getTime() ?? 0, triedAtMs) + AFTER_TURN_MS;
}

function isAwaited(
  state: DeliveryState | null,
  input: DeliverMessageInput,
): state is DeliveryState {
  return state !== null && isWaiting(state) && state.version === input.version;
}

/** To be claimed, now or later: scheduled, or possibly out and to be sent again, or as SMS. */
function isWaiting(state: DeliveryState): boolean {
  return !state.held && (state.status === 'scheduled' || state.nextAttemptAt !== null);
}

function isInOtherHands(state: DeliveryState): boolean {
  return (state.status === 'sending' && state.nextAttemptAt === null) || state.fallingBack;
}

/** A delivery report counts to the last moment. */
function claimAheadMs(state: DeliveryState): number {
  return state.status === 'scheduled' ? CLAIM_AHEAD_MS : 0;
}

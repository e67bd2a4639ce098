import { setTimeout as sleep } from 'node:timers/promises';
import type { ClaimedMessage } from '#db/messages/claimed-message';
import type { Settled } from '#db/messages/settle-attempts';
import type { AttemptResult } from '#db/messages/to-result-record';
import { decideFallback } from '#domain/decide-fallback';
import { PROVIDER_TIMEOUT_MS } from '#domain/delivery';
import { decideSettlement, type Outcome, type Settlement } from '#domain/outcome';
import { reportsDelivery } from '#domain/sender';
import type { OutboundMessage } from '#providers/provider';
import type { ActivityDeps } from './activity-deps.ts';
import { holdBack } from './hold-back.ts';
import { toEmailFields } from './to-email-fields.ts';

// Five minutes: longer than PostgreSQL takes to fail over. A known outcome is worth the wait, and
// one that the reconciler gave up as unknown meanwhile is put right.
const SETTLE_TRIES = 300;
const SETTLE_FIRST_PAUSE_MS = 50;
const SETTLE_LAST_PAUSE_MS = 1_000;

/**
 * Takes a claimed message through gate and provider to its outcome. From here on nothing is
 * interrupted: who holds a claim finishes it.
 *
 * @returns where the message stands; `null` when somebody else had settled it meanwhile.
 * @throws when the outcome could not be stored; the attempt then stays open, and is repaired.
 */
export async function sendClaimed(
  deps: ActivityDeps,
  claimed: ClaimedMessage,
): Promise<{ settlement: Settlement; settled: Settled | null }> {
  const held = holdBack(deps, claimed);
  const outcome = held?.outcome ?? (await call(deps, claimed));
  // The instant of the answer: waits are counted from it, however long storing it takes.
  const at = new Date(deps.clock.nowMs());
  const settlement =
    (held ? held.settlement : toFallback(claimed, outcome, at)) ??
    toSettlement(claimed, outcome, at);
  const { id: messageId, attempt: number } = claimed;
  const settled = await store(deps, { messageId, attempt: number, outcome, settlement, at });
  deps.observer.settled(settlement.kind);
  return { settlement, settled };
}

async function call(deps: ActivityDeps, claimed: ClaimedMessage): Promise<Outcome> {
  deps.observer.called(deps.clock.nowMs() - claimed.dueAt.getTime());
  try {
    return await deps.providers[claimed.sender.provider].send(
      toOutbound(claimed, deps.publicUrl),
      PROVIDER_TIMEOUT_MS,
    );
  } catch (error) {
    // A provider that throws breaks its promise: nobody can say how far it came. Its text can hold
    // anything, the message too.
    deps.observer.failed('provider', new Error(nameOf(error)));
    return { kind: 'ambiguous', code: 'provider_error' };
  }
}

/** @returns `null` for what does not go as SMS when it does not arrive. */
function toFallback(claimed: ClaimedMessage, outcome: Outcome, now: Date): Settlement | null {
  const { fallbackAfterMs: afterMs, sender } = claimed;
  if (afterMs === null) return null;
  return decideFallback(outcome, {
    afterMs,
    isDeliveryReported: reportsDelivery(sender.provider),
    now,
  });
}

function toSettlement(claimed: ClaimedMessage, outcome: Outcome, now: Date): Settlement {
  return decideSettlement(outcome, {
    number: claimed.attemptsSinceSendAt,
    firstAttemptAt: claimed.firstAttemptAt,
    now,
    ambiguousBefore: claimed.ambiguousBefore,
    // Of an iMessage there is never a second SMS.
    onUnknown: claimed.isFallback ? 'reconcile' : claimed.onUnknown,
    jitter: jitterOf(claimed.id),
  });
}

async function store(deps: ActivityDeps, result: AttemptResult): Promise<Settled | null> {
  for (let tries = 1; ; tries++) {
    try {
      return await deps.settler.settle(result);
    } catch (error) {
      deps.observer.failed('settle', error);
      if (tries === SETTLE_TRIES) throw error;
      await sleep(Math.min(SETTLE_LAST_PAUSE_MS, SETTLE_FIRST_PAUSE_MS * 2 ** (tries - 1)));
    }
  }
}

function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return 'code' in error ? `${error.name} ${String(error.code)}` : error.name;
}

/** 0 to 1 from an id's random end: the same message waits the same time each time it is decided. */
function jitterOf(id: string): number {
  return Number.parseInt(id.slice(-6), 16) / 0x1000000;
}

function toOutbound(claimed: ClaimedMessage, publicUrl: string | undefined): OutboundMessage {
  const { sender } = claimed;
  return {
    messageId: claimed.id,
    workspaceId: claimed.workspaceId,
    attempt: claimed.attempt,
    channel: claimed.channel,
    from: { address: sender.address, serviceSid: sender.serviceSid, name: sender.name },
    to: { address: claimed.recipient, name: claimed.recipientName },
    subject: claimed.subject,
    text: claimed.text,
    html: claimed.html,
    mediaUrls: claimed.mediaUrls,
    contentSid: claimed.contentSid,
    contentVariables: claimed.contentVariables,
    settings: sender.settings,
    email: toEmailFields(claimed, publicUrl),
  };
}

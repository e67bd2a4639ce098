import type { ClaimedMessage } from '#db/messages/claimed-message';
import { QUIET_CODE } from '#db/messages/claimed-quiet';
import { decideGate } from '#domain/decide-gate';
import { decideQuiet, type Quiet } from '#domain/decide-quiet';
import { ATTEMPT_LOST_AFTER_MS, PROVIDER_TIMEOUT_MS } from '#domain/delivery';
import type { Outcome, Settlement } from '#domain/outcome';
import type { ActivityDeps } from './activity-deps.ts';

/** Why the provider is not called after all, and what follows; `null`: what follows of any such outcome. */
export interface HeldBack {
  outcome: Outcome;
  settlement: Settlement | null;
}

/** A process that was frozen longer may have been given up already: it must not call any more. */
const CALL_WITHIN_MS = ATTEMPT_LOST_AFTER_MS - PROVIDER_TIMEOUT_MS;

/** The gate: the last look at a claimed message. @returns `null` when the provider may be called. */
export function holdBack(
  { clock, zoneRules }: Pick<ActivityDeps, 'clock' | 'zoneRules'>,
  claimed: ClaimedMessage,
): HeldBack | null {
  const nowMs = clock.nowMs();
  if (nowMs - claimed.claimedAt.getTime() > CALL_WITHIN_MS) {
    return { outcome: { kind: 'not_sent', code: 'claim_stale' }, settlement: null };
  }
  const now = new Date(Math.max(nowMs, claimed.dueAt.getTime()));
  const quiet = claimed.quiet && decideQuiet(now, claimed.quiet, zoneRules);
  const verdict = decideGate({ ...claimed, quiet, now });
  switch (verdict?.kind) {
    case undefined:
      return null;
    case 'quiet':
      return postpone(claimed, verdict.quiet, now);
    case 'refused': {
      // What keeps an SMS back takes nothing from the iMessage that went out before.
      const settlement: Settlement | null = claimed.wentOut
        ? { kind: 'dropped', code: verdict.code }
        : null;
      return { outcome: verdict, settlement };
    }
  }
}

/** T7: certainly not sent, and no attempt that counts. */
function postpone(claimed: ClaimedMessage, quiet: Quiet, from: Date): HeldBack {
  // One that may be out already is nobody's to cancel, as while it waits for any other reason.
  const mayBeOut = claimed.ambiguousBefore > 0;
  return {
    outcome: { kind: 'not_sent', code: QUIET_CODE },
    settlement: { kind: 'postponed', from, mayBeOut, ...quiet },
  };
}

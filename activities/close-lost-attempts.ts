import { findLostAttempts, type LostAttempt } from '#db/messages/find-unreconciled';
import { settleAttempts } from '#db/messages/settle-attempts';
import { decideFallback } from '#domain/decide-fallback';
import { ATTEMPT_LOST_AFTER_MS } from '#domain/delivery';
import { decideSettlement, type Outcome, type Settlement } from '#domain/outcome';
import type { ActivityDeps } from './activity-deps.ts';

const CHUNK = 200;
const lost: Outcome = { kind: 'ambiguous', code: 'worker_lost' };

/**
 * Closes attempts that are open for longer than a provider may take: their worker died with the
 * message in its hands, and nobody can say whether it went out.
 */
export async function closeLostAttempts(deps: ActivityDeps): Promise<void> {
  const now = new Date(deps.clock.nowMs());
  const before = new Date(now.getTime() - ATTEMPT_LOST_AFTER_MS);
  const attempts = await findLostAttempts(deps.db, before, CHUNK);
  if (attempts.length === 0) return;
  const results = attempts.map((attempt) => ({
    ...attempt,
    outcome: lost,
    settlement: settle(attempt, now),
    at: now,
  }));
  const settled = await settleAttempts(deps.db, results);
  for (const [index, { settlement }] of results.entries()) {
    if (settled[index]) deps.observer.settled(settlement.kind);
  }
}

function settle(attempt: LostAttempt, now: Date): Settlement {
  const { fallbackAfterMs: afterMs } = attempt;
  if (afterMs !== null) return decideFallback(lost, { afterMs, isDeliveryReported: true, now });
  return decideSettlement(lost, facts(attempt, now));
}

function facts(attempt: LostAttempt, now: Date) {
  return {
    number: attempt.attempt,
    firstAttemptAt: attempt.claimedAt,
    now,
    ambiguousBefore: attempt.ambiguousBefore,
    onUnknown: attempt.onUnknown,
    // A worker's death spreads nothing: its messages are a hundred at the most.
    jitter: 0,
  };
}

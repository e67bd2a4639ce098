import type { Outcome, Settlement } from './outcome.ts';

export interface FallbackFacts {
  /** How long the iMessage may take to be delivered. */
  afterMs: number;
  /** Whether its provider tells of deliveries at all: else accepted has to do. */
  isDeliveryReported: boolean;
  now: Date;
}

/**
 * Decides what an iMessage's outcome means, where there is an SMS sender to fall back to (N3):
 * refused or not sent, it goes as SMS at once; taken, or perhaps taken, it waits for its delivery
 * report, and goes as SMS when that does not come.
 *
 * @example
 * decideFallback({ kind: 'not_sent', code: 'econnrefused' }, facts)
 * // { kind: 'fallback', code: 'econnrefused', nextAttemptAt: facts.now }
 */
export function decideFallback(outcome: Outcome, facts: FallbackFacts): Settlement {
  const { afterMs, isDeliveryReported, now } = facts;
  const fallbackAt = new Date(now.getTime() + afterMs);
  switch (outcome.kind) {
    case 'accepted': {
      const { providerMessageId } = outcome;
      return { kind: 'sent', providerMessageId, ...(isDeliveryReported ? { fallbackAt } : {}) };
    }
    case 'ambiguous':
      return { kind: 'unknown', code: outcome.code, fallbackAt };
    case 'refused':
    case 'not_sent':
      return { kind: 'fallback', code: outcome.code, nextAttemptAt: now };
  }
}

import type { UnknownPolicy } from './message.ts';

/**
 * What a provider call came to.
 *
 * - `accepted`: the provider has it, under its own id.
 * - `refused`: final, for a reason in the message or its number. `code` is the provider's; its
 *   text is left out, for it can hold the number.
 * - `not_sent`: certainly not sent (no connection, 429, our credentials): it may be tried again.
 * - `ambiguous`: bytes left and no answer came: nobody knows.
 */
export type Outcome =
  | { kind: 'accepted'; providerMessageId: string }
  | { kind: 'refused'; code: string; detail: string }
  | { kind: 'not_sent'; code: string; retryAfterMs?: number }
  | { kind: 'ambiguous'; code: string };

export type Unaccepted = Exclude<Outcome, { kind: 'accepted' }>;

/** The kinds of {@link Outcome}: the words of an attempt's record. */
export const outcomeKinds: readonly Outcome['kind'][] = [
  'accepted',
  'refused',
  'not_sent',
  'ambiguous',
];

/**
 * What follows for the row. `retry` gives the claim back, and so does `fallback`, for the message to
 * go as SMS; `resend` keeps it (it may be out). `dropped`: an iMessage's SMS must not go, and the
 * message stays what it is. `postponed` gives the claim back until the recipient's quiet hours are
 * over (T7), but for one that may be out. `fallbackAt`: when an iMessage goes as SMS, unless
 * its delivery is reported.
 */
export type Settlement =
  | { kind: 'sent'; providerMessageId: string; fallbackAt?: Date }
  | { kind: 'failed'; code: string; detail: string }
  | { kind: 'retry'; code: string; nextAttemptAt: Date }
  | { kind: 'resend'; code: string; nextAttemptAt: Date }
  | { kind: 'fallback'; code: string; nextAttemptAt: Date }
  | { kind: 'dropped'; code: string }
  | {
      kind: 'postponed';
      from: Date;
      until: Date;
      timeZone: string;
      zoneOf: 'contact' | 'workspace';
      mayBeOut: boolean;
    }
  | { kind: 'unknown'; code: string; fallbackAt?: Date };

export interface AttemptFacts {
  /** 1 for the first attempt since the send time. */
  number: number;
  /** When the first attempt since the send time was made. */
  firstAttemptAt: Date;
  now: Date;
  /**
   * How many earlier attempts were ambiguous. After one, nothing can be said to be not sent any
   * more.
   */
  ambiguousBefore: number;
  onUnknown: UnknownPolicy;
  /** 0 to 1, from the message's id: spreads the retries of a crowd. */
  jitter: number;
}

/** How long a message that could certainly not be sent is tried again. */
export const RETRY_FOR_MS = 24 * 3_600_000;
/** A message that may be out already is sent again at most this often. */
export const RESEND_LIMIT = 5;
const FIRST_BACKOFF_MS = 1_000;
const LAST_BACKOFF_MS = 15 * 60_000;

/**
 * Decides what an outcome means for the message.
 *
 * @example
 * decideSettlement({ kind: 'accepted', providerMessageId: 'SM1' }, facts)
 * // { kind: 'sent', providerMessageId: 'SM1' }
 */
export function decideSettlement(outcome: Outcome, facts: AttemptFacts): Settlement {
  switch (outcome.kind) {
    case 'accepted':
      return { kind: 'sent', providerMessageId: outcome.providerMessageId };
    case 'refused':
      if (facts.ambiguousBefore > 0) return { kind: 'unknown', code: outcome.code };
      return { kind: 'failed', code: outcome.code, detail: outcome.detail };
    case 'not_sent':
      return settleNotSent(outcome, facts);
    case 'ambiguous':
      return settleAmbiguous(outcome.code, facts);
  }
}

/** Milliseconds until the next attempt: doubling from a second to a quarter of an hour, plus up to a fifth. */
export function backoffMs(attempt: number, jitter: number): number {
  const base = Math.min(LAST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (attempt - 1));
  return Math.round(base * (1 + jitter / 5));
}

function settleNotSent(
  outcome: Extract<Outcome, { kind: 'not_sent' }>,
  facts: AttemptFacts,
): Settlement {
  const { code } = outcome;
  const waitMs = Math.max(outcome.retryAfterMs ?? 0, backoffMs(facts.number, facts.jitter));
  const nextAttemptAt = new Date(facts.now.getTime() + waitMs);
  const isOver = nextAttemptAt.getTime() - facts.firstAttemptAt.getTime() > RETRY_FOR_MS;
  // This attempt sent nothing, but an earlier one may have: nobody may cancel it any more.
  if (facts.ambiguousBefore > 0)
    return isOver ? { kind: 'unknown', code } : { kind: 'resend', code, nextAttemptAt };
  if (!isOver) return { kind: 'retry', code, nextAttemptAt };
  const detail = `the provider could not be reached for 24 hours, last: ${code}`;
  return { kind: 'failed', code: 'provider_unavailable', detail };
}

function settleAmbiguous(code: string, facts: AttemptFacts): Settlement {
  if (facts.onUnknown === 'reconcile' || facts.ambiguousBefore + 1 >= RESEND_LIMIT) {
    return { kind: 'unknown', code };
  }
  const waitMs = backoffMs(facts.number, facts.jitter);
  return { kind: 'resend', code, nextAttemptAt: new Date(facts.now.getTime() + waitMs) };
}

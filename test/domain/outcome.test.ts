import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type AttemptFacts,
  backoffMs,
  decideSettlement,
  RESEND_LIMIT,
  RETRY_FOR_MS,
} from '#domain/outcome';

const now = new Date('2027-01-15T09:00:00Z');
const notSent = { kind: 'not_sent', code: 'ECONNREFUSED' } as const;
const ambiguous = { kind: 'ambiguous', code: 'timeout' } as const;

function facts(overrides: Partial<AttemptFacts> = {}): AttemptFacts {
  return {
    number: 1,
    firstAttemptAt: now,
    now,
    ambiguousBefore: 0,
    onUnknown: 'reconcile',
    jitter: 0,
    ...overrides,
  };
}

describe('what an outcome means', () => {
  test('accepted is sent, with the id that the provider gave', () => {
    const accepted = { kind: 'accepted', providerMessageId: 'SM1' } as const;
    expect(decideSettlement(accepted, facts())).toEqual({ kind: 'sent', providerMessageId: 'SM1' });
  });

  test('refused is failed, with the code that the provider gave', () => {
    const refused = { kind: 'refused', code: '21211', detail: 'not a number' } as const;
    expect(decideSettlement(refused, facts({ onUnknown: 'resend' }))).toEqual({
      kind: 'failed',
      code: '21211',
      detail: 'not a number',
    });
  });

  test('not sent is tried again, later when the provider asks for it', () => {
    const again = { kind: 'retry', code: 'ECONNREFUSED' };
    const atMs = (ms: number) => ({ ...again, nextAttemptAt: new Date(now.getTime() + ms) });
    expect(decideSettlement(notSent, facts())).toEqual(atMs(1_000));
    const patient = { ...notSent, retryAfterMs: 30_000 };
    expect(decideSettlement(patient, facts())).toEqual(atMs(30_000));
    const hasty = { ...notSent, retryAfterMs: 1 };
    expect(decideSettlement(hasty, facts({ number: 3 }))).toEqual(atMs(4_000));
  });

  test('not sent for 24 hours is failed: exactly then it is still tried', () => {
    const since = (ms: number) => facts({ firstAttemptAt: new Date(now.getTime() - ms) });
    expect(decideSettlement(notSent, since(RETRY_FOR_MS - 1_000)).kind).toBe('retry');
    expect(decideSettlement(notSent, since(RETRY_FOR_MS - 999))).toMatchObject({
      kind: 'failed',
      code: 'provider_unavailable',
    });
  });

  test('ambiguous is unknown, and sent again only where that was asked for', () => {
    expect(decideSettlement(ambiguous, facts())).toEqual({ kind: 'unknown', code: 'timeout' });
    const again = facts({ onUnknown: 'resend' });
    expect(decideSettlement(ambiguous, again)).toMatchObject({ kind: 'resend', code: 'timeout' });
  });

  test('ambiguous is sent again a few times at the most', () => {
    const following = (ambiguousBefore: number) =>
      facts({ onUnknown: 'resend', number: 40, ambiguousBefore });
    expect(decideSettlement(ambiguous, following(0)).kind).toBe('resend');
    expect(decideSettlement(ambiguous, following(RESEND_LIMIT - 2)).kind).toBe('resend');
    expect(decideSettlement(ambiguous, following(RESEND_LIMIT - 1)).kind).toBe('unknown');
  });

  test('C1: once it may be out, it is never scheduled or failed again', () => {
    const maybe = { onUnknown: 'resend', ambiguousBefore: 1 } as const;
    expect(decideSettlement(notSent, facts(maybe)).kind).toBe('resend');
    const refused = { kind: 'refused', code: '21211', detail: 'no' } as const;
    expect(decideSettlement(refused, facts(maybe)).kind).toBe('unknown');
    const firstAttemptAt = new Date(now.getTime() - RETRY_FOR_MS);
    expect(decideSettlement(notSent, facts({ ...maybe, firstAttemptAt })).kind).toBe('unknown');
  });
});

describe('the pause before the next attempt', () => {
  test('doubles from a second to a quarter of an hour', () => {
    const pauses = [1, 2, 3, 10, 11, 40].map((attempt) => backoffMs(attempt, 0));
    expect(pauses).toEqual([1_000, 2_000, 4_000, 512_000, 900_000, 900_000]);
  });

  test('is never shorter than its base, nor longer by more than a fifth', () => {
    const attempt = fc.integer({ min: 1, max: 2_000 });
    const jitter = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(attempt, jitter, (number, share) => {
        const base = backoffMs(number, 0);
        expect(backoffMs(number, share)).toBeGreaterThanOrEqual(base);
        expect(backoffMs(number, share)).toBeLessThanOrEqual(Math.ceil(base * 1.2));
      }),
    );
  });
});

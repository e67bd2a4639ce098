import { describe, expect, test } from 'vitest';
import { decideFallback } from '#domain/decide-fallback';
import type { Outcome } from '#domain/outcome';

const now = new Date('2027-01-15T09:00:00Z');
const facts = { afterMs: 300_000, isDeliveryReported: true, now };
const fallbackAt = new Date('2027-01-15T09:05:00Z');

describe('N3: what an iMessage comes to', () => {
  test.each<[Outcome, object]>([
    [
      { kind: 'accepted', providerMessageId: 'g' },
      { kind: 'sent', providerMessageId: 'g', fallbackAt },
    ],
    [
      { kind: 'ambiguous', code: 'timeout' },
      { kind: 'unknown', code: 'timeout', fallbackAt },
    ],
    [
      { kind: 'refused', code: 'imessage_unavailable', detail: '' },
      { kind: 'fallback', code: 'imessage_unavailable', nextAttemptAt: now },
    ],
    [
      { kind: 'not_sent', code: 'econnrefused', retryAfterMs: 9_000 },
      { kind: 'fallback', code: 'econnrefused', nextAttemptAt: now },
    ],
  ])('%j', (outcome, settlement) => {
    expect(decideFallback(outcome, facts)).toEqual(settlement);
  });

  test('accepted has to do, where nobody reports deliveries', () => {
    const outcome: Outcome = { kind: 'accepted', providerMessageId: 'g' };
    expect(decideFallback(outcome, { ...facts, isDeliveryReported: false })).toEqual({
      kind: 'sent',
      providerMessageId: 'g',
    });
  });
});

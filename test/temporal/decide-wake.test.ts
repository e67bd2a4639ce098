import { describe, expect, test } from 'vitest';
import { LAST_WAKE_MS, LEAD_MS, MOST_WAKES } from '#domain/delivery';
import { decideWake } from '#temporal/decide-wake';

const nowMs = Date.parse('2027-01-15T09:00:00Z');
const hourMs = 3_600_000;
const dueAtMs = nowMs + hourMs;

describe('when a workflow wakes', () => {
  test.each([1, MOST_WAKES])('before the due time, if %i are due with it', (company) => {
    expect(decideWake({ dueAtMs, nowMs, company, place: 1 })).toBe(hourMs - LEAD_MS);
  });

  test('one of a crowd: after the due time and after the crowd', () => {
    const delayMs = decideWake({ dueAtMs, nowMs, company: MOST_WAKES + 1, place: 0 });
    expect(delayMs).toBeGreaterThan(hourMs + 5_000);
  });

  test('those of a crowd: ten in a second', () => {
    const first = decideWake({ dueAtMs, nowMs, company: 1_000, place: 0 });
    const last = decideWake({ dueAtMs, nowMs, company: 1_000, place: 1 });
    expect(last - first).toBe(100_000);
  });

  test('one of a crowd of any size: before the reconciler looks for it', () => {
    const delayMs = decideWake({ dueAtMs, nowMs, company: 10_000_000, place: 1 });
    expect(delayMs).toBe(hourMs + LAST_WAKE_MS);
  });

  test('one of a crowd that is past due: counted from now on', () => {
    const late = { nowMs: dueAtMs + 2 * hourMs, dueAtMs, company: 1_000, place: 0 };
    expect(decideWake(late)).toBe(6_000);
  });
});

import { describe, expect, test } from 'vitest';
import { batchStatuses } from '#domain/batch';
import { type BatchOutlook, HAND_OVER_AHEAD_MS, nextLookInMs } from '#domain/next-look';

const HOUR_MS = 3_600_000;
const nowMs = Date.parse('2027-01-15T09:00:00Z');
const inMs = (ms: number) => new Date(nowMs + ms);
const look = (more: Partial<BatchOutlook>) =>
  nextLookInMs(
    {
      status: 'running',
      changedAt: inMs(-HOUR_MS),
      hasPending: true,
      isInHand: false,
      lastDueAt: inMs(HOUR_MS),
      nextItemAt: null,
      ...more,
    },
    nowMs,
  );

describe("when a batch's workflow looks again", () => {
  test('once the last of its messages is due', () => {
    expect(look({})).toBe(HOUR_MS + 500);
  });

  test('at least once a day, however far that is', () => {
    expect(look({ lastDueAt: inMs(9_000 * HOUR_MS) })).toBe(24 * HOUR_MS);
  });

  test('when the next item is due in an hour, but not for each of many', () => {
    const lastDueAt = inMs(20 * HOUR_MS);
    expect(look({ lastDueAt, nextItemAt: inMs(5 * HOUR_MS) })).toBe(4 * HOUR_MS);
    expect(look({ lastDueAt, nextItemAt: inMs(HAND_OVER_AHEAD_MS + 1) })).toBe(600_000);
  });

  test.each([
    [0, 500],
    [8_000, 2_000],
    [HOUR_MS, 30_000],
  ])('while it is sent since %i ms, after %i ms', (sinceMs, expectedMs) => {
    expect(look({ lastDueAt: inMs(-sinceMs) })).toBe(expectedMs);
  });

  test('counted anew from its resuming', () => {
    expect(look({ lastDueAt: inMs(-HOUR_MS), changedAt: inMs(-4_000) })).toBe(1_000);
  });

  test('paused, soon while a message may be given back, else hardly', () => {
    expect(look({ status: 'paused', isInHand: true, changedAt: inMs(-1_000) })).toBe(500);
    expect(look({ status: 'paused' })).toBe(24 * HOUR_MS);
  });

  test.each(batchStatuses)('is a time ahead of one that is %s', (status) => {
    expect(look({ status, lastDueAt: null })).toBeGreaterThan(0);
  });
});

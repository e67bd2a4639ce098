import { describe, expect, test } from 'vitest';
import { judgeWebhookFailure } from '#domain/webhook-failure';
import {
  decideEndpointPause,
  decideEventPause,
  GIVE_UP_AFTER_MS,
  toPlace,
} from '#domain/webhook-retry';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

describe('what a refusal says', () => {
  test.each([
    [410, 'gone'],
    [null, 'away'],
    [301, 'away'],
    [401, 'away'],
    [404, 'away'],
    [408, 'away'],
    [429, 'away'],
    [502, 'away'],
    [503, 'away'],
    [504, 'away'],
    [500, 'ailing'],
    [501, 'ailing'],
    [599, 'ailing'],
    [400, 'unfit'],
    [409, 'unfit'],
    [413, 'unfit'],
    [422, 'unfit'],
  ])('%s: %s', (statusCode, failure) => {
    expect(judgeWebhookFailure({ statusCode, retryAfterMs: null })).toBe(failure);
  });

  test('one that asks for a pause is away, whatever else it says', () => {
    expect(judgeWebhookFailure({ statusCode: 400, retryAfterMs: 1 })).toBe('away');
    expect(judgeWebhookFailure({ statusCode: 410, retryAfterMs: 1 })).toBe('gone');
  });
});

describe('H6: an event is told again for days', () => {
  test('after pauses that grow to ten hours, and is given up after five days', () => {
    const pauses: number[] = [];
    for (let tries = 1; ; tries++) {
      const pauseMs = decideEventPause(tries, 0);
      if (pauseMs === null) break;
      pauses.push(pauseMs);
    }
    const [first, second, third, fourth, fifth, sixth, ...others] = pauses;
    expect([first, second, third, fourth, fifth, sixth]).toEqual([
      ...[5 * SECOND_MS, MINUTE_MS, 5 * MINUTE_MS, 30 * MINUTE_MS, 2 * HOUR_MS, 5 * HOUR_MS],
    ]);
    expect(new Set(others)).toEqual(new Set([10 * HOUR_MS]));
    const inAllMs = pauses.reduce((sum, pauseMs) => sum + pauseMs, 0);
    expect(inAllMs).toBeGreaterThanOrEqual(GIVE_UP_AFTER_MS);
    expect(inAllMs).toBeLessThan(GIVE_UP_AFTER_MS + 10 * HOUR_MS);
  });

  test('at a place of its own: a tenth later at the most', () => {
    expect(decideEventPause(1, 1)).toBe(5_500);
    const places = Array.from({ length: 1_000 }, (_, index) => toPlace(`evt_${index}`));
    expect(Math.min(...places)).toBeLessThan(0.05);
    expect(Math.max(...places)).toBeGreaterThan(0.95);
    expect(Math.max(...places)).toBeLessThan(1);
    expect(toPlace('evt_1')).toBe(toPlace('evt_1'));
  });
});

describe('H6: an endpoint that fails is left alone', () => {
  const pauseAfter = (failingForMs: number, more = {}) =>
    decideEndpointPause({ failure: 'away', failingForMs, retryAfterMs: null, place: 0, ...more });

  test.each([
    [0, 5 * SECOND_MS],
    [5 * SECOND_MS - 1, 5 * SECOND_MS],
    [5 * SECOND_MS, MINUTE_MS],
    [65 * SECOND_MS - 1, MINUTE_MS],
    [65 * SECOND_MS, 5 * MINUTE_MS],
    [24 * HOUR_MS, 10 * HOUR_MS],
    [100 * 24 * HOUR_MS, 10 * HOUR_MS],
  ])('failing for %i ms: for %i ms more', (failingForMs, pauseMs) => {
    expect(pauseAfter(failingForMs)).toBe(pauseMs);
  });

  test('for as long as it asks, and not for less than minutes after hours of failing', () => {
    expect(pauseAfter(0, { retryAfterMs: 24 * HOUR_MS })).toBe(24 * HOUR_MS);
    expect(pauseAfter(0, { retryAfterMs: 0 })).toBe(5 * SECOND_MS);
    expect(pauseAfter(24 * HOUR_MS, { retryAfterMs: 1_000 })).toBe(5 * MINUTE_MS);
  });

  test('for minutes where one event may be at fault, and not at all where one is', () => {
    expect(pauseAfter(0, { failure: 'ailing' })).toBe(5 * SECOND_MS);
    expect(pauseAfter(24 * HOUR_MS, { failure: 'ailing' })).toBe(5 * MINUTE_MS);
    expect(pauseAfter(0, { failure: 'unfit' })).toBeNull();
  });
});

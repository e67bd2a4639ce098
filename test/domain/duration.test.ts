import { describe, expect, test } from 'vitest';
import { parseDuration } from '#domain/duration';

const DAY_MS = 86_400_000;

describe('a duration', () => {
  test.each([
    ['PT0S', 0],
    ['PT15M', 900_000],
    ['PT0.5S', 500],
    ['PT1.250S', 1250],
    ['P1D', DAY_MS],
    ['P2W', 14 * DAY_MS],
    ['P1DT2H', DAY_MS + 7_200_000],
    ['P1W1DT1H1M1S', 8 * DAY_MS + 3_661_000],
    ['PT90M', 5_400_000],
    ['P366D', 366 * DAY_MS],
  ])('T6: %s is %d ms', (text, ms) => {
    expect(parseDuration(text)).toEqual({ kind: 'duration', ms });
  });

  test.each(['P366DT1S', 'P366DT0.001S', 'P53W', 'P9999999999999D', `P${'9'.repeat(400)}D`])(
    'T6: %s is longer than 366 days',
    (text) => {
      const why = expect.stringContaining('must be at most 366 days, got');
      expect(parseDuration(text)).toEqual({ kind: 'unreadable', why });
    },
  );

  test.each(['P1Y', 'P1M', 'P1Y2M3DT4H', 'P6MT1H'])('T6: %s has no fixed length', (text) => {
    const why = expect.stringContaining('no fixed length');
    expect(parseDuration(text)).toEqual({ kind: 'unreadable', why });
  });

  test.each([
    '',
    'P',
    'PT',
    'P1DT',
    '1D',
    'pt15m',
    '-PT15M',
    '+PT15M',
    'PT15',
    'PT1.5M',
    'PT1,5S',
    'PT0.0001S',
    'PT1S1M',
    'P1D1W',
    'PT15M ',
    'PT15M\n',
    '900',
    '15 minutes',
  ])('T6: %j is refused', (text) => {
    expect(parseDuration(text).kind).toBe('unreadable');
  });
});

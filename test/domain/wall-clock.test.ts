import { expect, test } from 'vitest';
import {
  daysInMonth,
  formatWallClock,
  toWallClock,
  type WallClockMs,
  wallClockAt,
} from '#domain/wall-clock';

test('T3: a wall clock counts from 1970, and is written without a fraction', () => {
  const parts = { year: 1970, month: 1, day: 2, hour: 0, minute: 0, second: 0, ms: 0 };
  expect(toWallClock(parts)).toBe(86_400_000);
  expect(formatWallClock(0 as WallClockMs)).toBe('1970-01-01T00:00:00');
  expect(formatWallClock(wallClockAt(999, 5.5 * 3600))).toBe('1970-01-01T05:30:00');
});

test('T2: the first hundred years are not taken for the twentieth century', () => {
  const parts = { year: 27, month: 1, day: 15, hour: 9, minute: 0, second: 0, ms: 1000 };
  expect(formatWallClock(toWallClock(parts))).toBe('0027-01-15T09:00:01');
});

test('T2: months have the days of the Gregorian calendar', () => {
  expect([2027, 2028, 2000, 1900, 0].map((year) => daysInMonth(year, 2))).toEqual([
    28, 29, 29, 28, 29,
  ]);
  expect([1, 4, 12].map((month) => daysInMonth(2027, month))).toEqual([31, 30, 31]);
});

import { expect, test } from 'vitest';
import { decideLateness, type IfLate } from '#domain/decide-lateness';

const sendAt = new Date('2027-01-15T09:00:00Z');

function decide(lateMs: number, ifLate: IfLate | null) {
  return decideLateness({ sendAt, now: new Date(sendAt.getTime() + lateMs), ifLate });
}

test('T6: however late, a message goes unless the caller asked otherwise', () => {
  expect(decide(30 * 86_400_000, null)).toBe('send');
  expect(decide(30 * 86_400_000, { afterMs: 1000, action: 'send' })).toBe('send');
});

test('T6: with skip it goes up to the grace, and expires a millisecond later', () => {
  const ifLate: IfLate = { afterMs: 900_000, action: 'skip' };
  expect(decide(0, ifLate)).toBe('send');
  expect(decide(900_000, ifLate)).toBe('send');
  expect(decide(900_001, ifLate)).toBe('expired');
});

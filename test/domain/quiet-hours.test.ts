import { describe, expect, test } from 'vitest';
import { quietHoursProblems, toQuietHours } from '#domain/quiet-hours';

const pointers = (input: Parameters<typeof quietHoursProblems>[0]) =>
  quietHoursProblems(input).map(({ pointer }) => pointer);

describe('T7: the setting', () => {
  test('without weekdays is for all of them; with, they come in their order', () => {
    expect(toQuietHours({ start: '21:00', end: '08:00' }).weekdays).toHaveLength(7);
    const weekdays = ['sun', 'mon'] as ['sun', 'mon'];
    expect(toQuietHours({ start: '21:00', end: '08:00', weekdays }).weekdays).toEqual([
      'mon',
      'sun',
    ]);
  });

  test('may be as long as a day, and on six days the whole of it', () => {
    expect(pointers({ start: '08:01', end: '08:00' })).toEqual([]);
    const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
    expect(pointers({ start: '00:00', end: '24:00', weekdays: [...weekdays] })).toEqual([]);
    expect(pointers({ start: '00:01', end: '24:00' })).toEqual([]);
    expect(pointers({ start: '00:00', end: '23:59' })).toEqual([]);
  });

  test('is refused where it has no length, no day, a day twice, or no end', () => {
    expect(pointers({ start: '08:00', end: '08:00' })).toEqual(['/quietHours/end']);
    expect(pointers({ start: '21:00', end: '08:00', weekdays: [] })).toEqual([
      '/quietHours/weekdays',
    ]);
    expect(pointers({ start: '21:00', end: '08:00', weekdays: ['mon', 'mon'] })).toEqual([
      '/quietHours/weekdays',
    ]);
    expect(pointers({ start: '00:00', end: '24:00' })).toEqual(['/quietHours']);
  });
});

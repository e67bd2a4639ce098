import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideQuiet } from '#domain/decide-quiet';
import { findQuietEnd } from '#domain/find-quiet-end';
import { type QuietHoursInput, quietHoursWeekdays, toQuietHours } from '#domain/quiet-hours';
import { shippedZoneRules } from '#domain/time-zone';
import { quietMinutesOf, watchClock } from './minute-by-minute.ts';

const rules = shippedZoneRules();
const MINUTE_MS = 60_000;
const nights = { start: '21:00', end: '08:00' };

function quietEnd(at: string, zone: string, input: QuietHoursInput = nights): string | null {
  const quietHours = toQuietHours(input);
  const endMs = findQuietEnd({ atMs: Date.parse(at), quietHours, zone, rules });
  return endMs === null ? null : new Date(endMs).toISOString();
}

describe('T7: the end of the quiet time that an instant falls into', () => {
  test.each([
    // A day ahead of the other side of the date line: 08:00 on the 16th in each.
    ['Pacific/Kiritimati', '2027-01-15T07:00:00Z', '2027-01-15T18:00:00.000Z'],
    ['Pacific/Pago_Pago', '2027-01-16T08:00:00Z', '2027-01-16T19:00:00.000Z'],
    ['Pacific/Auckland', '2027-01-15T08:00:00Z', '2027-01-15T19:00:00.000Z'],
    ['Etc/GMT+12', '2027-01-16T09:00:00Z', '2027-01-16T20:00:00.000Z'],
    ['Asia/Kolkata', '2027-01-15T15:30:00Z', '2027-01-16T02:30:00.000Z'],
    ['Pacific/Chatham', '2027-01-15T07:15:00Z', '2027-01-15T18:15:00.000Z'],
  ])('%s, across midnight', (zone, start, end) => {
    const before = new Date(Date.parse(start) - 1).toISOString();
    const last = new Date(Date.parse(end) - 1).toISOString();
    expect(quietEnd(before, zone)).toBeNull();
    expect(quietEnd(start, zone)).toBe(end);
    expect(quietEnd(last, zone)).toBe(end);
    expect(quietEnd(end, zone)).toBeNull();
  });

  test.each([
    // Clocks go from 02:00 to 03:00.
    ['America/New_York', '2027-03-14T06:00:00Z', '22:00', '02:30', '2027-03-14T07:00:00.000Z'],
    ['Europe/Berlin', '2027-03-28T00:00:00Z', '22:00', '02:30', '2027-03-28T01:00:00.000Z'],
    // From 02:00 to 02:30, and from 02:45 to 03:45.
    ['Australia/Lord_Howe', '2027-10-02T15:00:00Z', '22:00', '02:15', '2027-10-02T15:30:00.000Z'],
    ['Pacific/Chatham', '2027-09-25T13:30:00Z', '22:00', '03:15', '2027-09-25T14:00:00.000Z'],
  ])('%s in spring: an end that no clock shows is the end of the gap', (...row) => {
    const [zone, at, start, end, expected] = row;
    expect(quietEnd(at, zone, { start, end })).toBe(expected);
  });

  test.each([
    // Clocks go from 02:00 back to 01:00.
    ['America/New_York', '2027-11-07T05:00:00Z', '01:30', '2027-11-07T06:30:00.000Z'],
    ['America/New_York', '2027-11-07T05:45:00Z', '01:30', '2027-11-07T06:30:00.000Z'],
    ['Europe/Berlin', '2027-10-31T00:45:00Z', '02:30', '2027-10-31T01:30:00.000Z'],
    // From 02:00 back to 01:30, and from 03:45 back to 02:45.
    ['Australia/Lord_Howe', '2027-04-03T14:50:00Z', '01:45', '2027-04-03T15:15:00.000Z'],
    ['Pacific/Chatham', '2027-04-03T14:00:00Z', '03:00', '2027-04-03T14:15:00.000Z'],
  ])('%s in autumn: it lasts until the second time that clocks show its end', (...row) => {
    const [zone, at, end, expected] = row;
    expect(quietEnd(at, zone, { start: '22:00', end })).toBe(expected);
    expect(quietEnd(expected, zone, { start: '22:00', end })).toBeNull();
  });

  test('nights are 10 hours in spring and 12 in autumn', () => {
    const zone = 'America/New_York';
    expect(quietEnd('2027-03-14T02:00:00Z', zone)).toBe('2027-03-14T12:00:00.000Z');
    expect(quietEnd('2027-11-07T01:00:00Z', zone)).toBe('2027-11-07T13:00:00.000Z');
  });

  test('a start in a gap is the end of the gap, in an overlap the first of the two', () => {
    const zone = 'Europe/Berlin';
    const early = { start: '02:30', end: '06:00' };
    expect(quietEnd('2027-03-28T00:59:59Z', zone, early)).toBeNull();
    expect(quietEnd('2027-03-28T01:00:00Z', zone, early)).toBe('2027-03-28T04:00:00.000Z');
    expect(quietEnd('2027-10-31T00:30:00Z', zone, early)).toBe('2027-10-31T05:00:00.000Z');
    const inTheGap = { start: '02:10', end: '02:50' };
    expect(quietEnd('2027-03-28T01:00:00Z', zone, inTheGap)).toBeNull();
  });

  test('a whole quiet weekend is one, and joins the nights around it', () => {
    const zone = 'Europe/Berlin';
    const weekend = { start: '00:00', end: '24:00', weekdays: ['sat', 'sun'] as const };
    const setting = { ...weekend, weekdays: [...weekend.weekdays] };
    expect(quietEnd('2027-01-15T22:59:59Z', zone, setting)).toBeNull();
    expect(quietEnd('2027-01-15T23:00:00Z', zone, setting)).toBe('2027-01-17T23:00:00.000Z');
    expect(quietEnd('2027-03-27T12:00:00Z', zone, setting)).toBe('2027-03-28T22:00:00.000Z');
    const overlapping = { start: '18:00', end: '17:00', weekdays: setting.weekdays };
    expect(quietEnd('2027-01-16T17:00:00Z', zone, overlapping)).toBe('2027-01-17T16:00:00.000Z');
    expect(quietEnd('2027-01-17T17:00:00Z', zone, overlapping)).toBe('2027-01-18T16:00:00.000Z');
  });

  test('weekdays are those on which it starts', () => {
    const fridays = { ...nights, weekdays: ['fri'] as ['fri'] };
    expect(quietEnd('2027-01-15T01:00:00Z', 'UTC', fridays)).toBeNull();
    expect(quietEnd('2027-01-16T01:00:00Z', 'UTC', fridays)).toBe('2027-01-16T08:00:00.000Z');
    expect(quietEnd('2027-01-16T21:30:00Z', 'UTC', fridays)).toBeNull();
  });

  test('where a zone skipped a date, the night goes on after it', () => {
    // Samoa went from 2011-12-29 24:00 to 2011-12-31 00:00, which is 10:00 UTC on the 30th.
    const zone = 'Pacific/Apia';
    expect(quietEnd('2011-12-30T08:00:00Z', zone)).toBe('2011-12-30T18:00:00.000Z');
    const fridays = { ...nights, weekdays: ['fri'] as ['fri'] };
    expect(quietEnd('2011-12-30T09:59:59Z', zone, fridays)).toBeNull();
    expect(quietEnd('2011-12-30T10:00:00Z', zone, fridays)).toBe('2011-12-30T18:00:00.000Z');
    const days = { start: '00:00', end: '24:00', weekdays: ['thu', 'fri'] as ['thu', 'fri'] };
    expect(quietEnd('2011-12-29T12:00:00Z', zone, days)).toBe('2011-12-30T10:00:00.000Z');
  });

  test('a setting that leaves nothing free, had it passed the checks, comes to an end', () => {
    expect(
      quietEnd('2027-01-15T12:00:00Z', 'UTC', { start: '00:00', end: '24:00' }),
    ).not.toBeNull();
  });
});

describe('T7: minute by minute', () => {
  const zones = [
    ...['America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe', 'Pacific/Chatham'],
    ...['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Pacific/Auckland', 'Etc/GMT+12'],
    ...['Africa/Casablanca', 'America/Havana', 'Asia/Beirut', 'America/Scoresbysund'],
    ...['Asia/Kathmandu', 'Africa/Cairo', 'America/St_Johns', 'Antarctica/Troll'],
  ];
  const time = fc.integer({ min: 0, max: 1_439 }).map(write);
  const setting = fc
    .record({
      start: time,
      end: fc.oneof(time, fc.constant('24:00')),
      weekdays: fc.subarray([...quietHoursWeekdays], { minLength: 1 }),
    })
    .filter(
      ({ start, end, weekdays }) => start !== end && !(end === '24:00' && weekdays.length === 7),
    );
  const anywhere = fc.integer({ min: Date.UTC(2024, 0), max: Date.UTC(2030, 0) });
  /** Around a clock change of the zone: there it is hard. */
  const moment = fc.tuple(
    fc.constantFrom(...zones),
    anywhere,
    fc.integer({ min: -3_000, max: 3_000 }),
  );

  test('the end is the first free minute at or after the instant', () => {
    fc.assert(
      fc.property(moment, setting, fc.boolean(), ([zone, anyMs, offset], quietHours, isNear) => {
        const changes = rules.periodsBetween(zone, anyMs, anyMs + 366 * 86_400_000).slice(1);
        const nearMs = isNear && changes[0] ? changes[0].startMs + offset * MINUTE_MS : anyMs;
        const atMs = Math.floor(nearMs / MINUTE_MS) * MINUTE_MS;
        const watch = watchClock(atMs, zone, rules);
        const quiet = quietMinutesOf(watch, quietHours);
        const index = (atMs - watch.fromMs) / MINUTE_MS;
        const freeMs = watch.fromMs + quiet.indexOf(false, index) * MINUTE_MS;
        const endMs = findQuietEnd({ atMs, quietHours, zone, rules });
        expect(endMs ?? atMs).toBe(freeMs);
        expect(findQuietEnd({ atMs: freeMs, quietHours, zone, rules })).toBeNull();
      }),
      { numRuns: 400 },
    );
  });

  function write(minutes: number): string {
    const two = (value: number) => String(value).padStart(2, '0');
    return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
  }
});

describe('T7: on whose clocks', () => {
  const at = new Date('2027-01-15T22:00:00Z');
  const quietHours = toQuietHours(nights);
  const workspaceTimeZone = 'Europe/Berlin';

  test("the contact's, else the workspace's", () => {
    const facts = { quietHours, contactTimeZone: 'America/New_York', workspaceTimeZone };
    expect(decideQuiet(at, facts, rules)).toBeNull();
    expect(decideQuiet(at, { ...facts, contactTimeZone: null }, rules)).toEqual({
      until: new Date('2027-01-16T07:00:00Z'),
      timeZone: 'Europe/Berlin',
      zoneOf: 'workspace',
    });
    const night = new Date('2027-01-16T03:00:00Z');
    expect(decideQuiet(night, facts, rules)).toMatchObject({ zoneOf: 'contact' });
  });

  test('without quiet hours there are none, and zones that nobody knows give way', () => {
    const facts = { quietHours: null, contactTimeZone: null, workspaceTimeZone };
    expect(decideQuiet(at, facts, rules)).toBeNull();
    const strange = { quietHours, contactTimeZone: 'Moon/Sea', workspaceTimeZone: 'Mars/Hill' };
    expect(decideQuiet(at, strange, rules)).toMatchObject({ timeZone: 'UTC', zoneOf: 'workspace' });
  });
});

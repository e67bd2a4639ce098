import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseSendAt } from '#domain/parse-send-at';

function instant(text: string) {
  const parsed = parseSendAt(text);
  return parsed.kind === 'instant' ? new Date(parsed.at).toISOString() : parsed;
}

describe('a send time with an offset or Z', () => {
  test.each([
    ['2027-01-15T09:00:00Z', '2027-01-15T09:00:00.000Z'],
    ['2027-01-15T09:00Z', '2027-01-15T09:00:00.000Z'],
    ['2027-01-15t09:00:00z', '2027-01-15T09:00:00.000Z'],
    ['2027-01-15T09:00:00-07:00', '2027-01-15T16:00:00.000Z'],
    ['2027-01-15T09:00+05:45', '2027-01-15T03:15:00.000Z'],
    ['2027-01-15T09:00:00+23:59', '2027-01-14T09:01:00.000Z'],
    ['2028-02-29T00:00:00Z', '2028-02-29T00:00:00.000Z'],
    ['2000-02-29T00:00:00Z', '2000-02-29T00:00:00.000Z'],
    ['0000-02-29T00:00:00Z', '0000-02-29T00:00:00.000Z'],
    ['0099-12-31T23:59:59Z', '0099-12-31T23:59:59.000Z'],
    ['9999-12-31T23:59:59Z', '9999-12-31T23:59:59.000Z'],
  ])('T2: %s is %s', (text, expected) => {
    expect(instant(text)).toBe(expected);
  });

  test.each([
    ['2027-01-15T09:00:00.5Z', '2027-01-15T09:00:00.500Z'],
    ['2027-01-15T09:00:00.123Z', '2027-01-15T09:00:00.123Z'],
    ['2027-01-15T09:00:00.123000Z', '2027-01-15T09:00:00.123Z'],
    ['2027-01-15T09:00:00.123000001Z', '2027-01-15T09:00:00.124Z'],
    ['2027-12-31T23:59:59.9999Z', '2028-01-01T00:00:00.000Z'],
  ])('T4: %s is %s: digits beyond milliseconds round up, never early', (text, expected) => {
    expect(instant(text)).toBe(expected);
  });

  test('T2: Z and -00:00 name no offset, +00:00 does', () => {
    const offset = (text: string) => parseSendAt(`2027-01-15T09:00:00${text}`);
    expect(offset('Z')).toMatchObject({ offsetMinutes: null });
    expect(offset('-00:00')).toMatchObject({ offsetMinutes: null });
    expect(offset('+00:00')).toMatchObject({ offsetMinutes: 0 });
    expect(offset('-07:30')).toMatchObject({ offsetMinutes: -450 });
  });

  test('T2: what Date writes is read back as the same instant', () => {
    const min = new Date('0000-01-01T00:00:00Z');
    const max = new Date('9999-12-31T23:59:59.999Z');
    fc.assert(
      fc.property(fc.date({ min, max, noInvalidDate: true }), (date) => {
        expect(instant(date.toISOString())).toBe(date.toISOString());
      }),
    );
  });
});

describe('a send time without an offset', () => {
  test('T2: is a local time, with or without seconds', () => {
    const local = Date.UTC(2027, 0, 15, 9);
    expect(parseSendAt('2027-01-15T09:00')).toEqual({ kind: 'local', local });
    expect(parseSendAt('2027-01-15T09:00:00')).toEqual({ kind: 'local', local });
    expect(parseSendAt('2027-01-15T09:00:00.25')).toEqual({ kind: 'local', local: local + 250 });
  });
});

describe('a send time that cannot be read', () => {
  test.each([
    ['2027-02-30T09:00:00Z', 'that month has 28'],
    ['2027-02-29T09:00:00Z', 'that month has 28'],
    ['1900-02-29T09:00:00Z', 'that month has 28'],
    ['2027-04-31T09:00:00Z', 'that month has 30'],
    ['2027-01-00T09:00:00Z', 'day that exists'],
    ['2027-00-15T09:00:00Z', 'month from 01 to 12'],
    ['2027-13-15T09:00:00Z', 'month from 01 to 12'],
    ['2027-01-15T24:00:00Z', '00:00 of the next day'],
    ['2027-01-15T25:00:00Z', 'hour from 00 to 23'],
    ['2027-01-15T09:60:00Z', 'minute from 00 to 59'],
    ['2026-12-31T23:59:60Z', 'leap seconds'],
    ['2027-01-15T09:00:61Z', 'second from 00 to 59'],
    ['2027-01-15T09:00:00+24:00', 'offset from -23:59 to +23:59'],
    ['2027-01-15T09:00:00+01:60', 'offset from -23:59 to +23:59'],
    ['2027-01-15T09:00:00+0100', 'offset as +hh:mm'],
    ['2027-01-15T09:00:00-07', 'offset as +hh:mm'],
    ['2027-01-15 09:00:00Z', 'T between date and time'],
    ['2027-01-15', 'time of day'],
  ])('T2: %s says why: %s', (text, why) => {
    expect(parseSendAt(text)).toEqual({ kind: 'unreadable', why: expect.stringContaining(why) });
  });

  test.each([
    '',
    ' ',
    'now',
    'null',
    'undefined',
    '0',
    '1800000000',
    '1800000000000',
    'tomorrow 9am',
    '15/01/2027 09:00',
    ' 2027-01-15T09:00:00Z',
    '2027-01-15T09:00:00Z\n',
    '2027-01-15T09:00:00 Z',
    '2027-01-15T09Z',
    '2027-01-15T09:00:00,5Z',
    '2027-01-15T09:00:00.Z',
    '2027-01-15T09:00.5Z',
    '2027-1-15T09:00:00Z',
    '+002027-01-15T09:00:00Z',
    '-000001-01-15T09:00:00Z',
    '20270115T090000Z',
    '2027-W02-5T09:00:00Z',
    '2027-01-15T09:00:00Z[UTC]',
    '2027-01-15T09:00:00Europe/Madrid',
    '٢٠٢٧-01-15T09:00:00Z',
    '2027-01-15T09:00:00−07:00',
    'Fri, 15 Jan 2027 09:00:00 GMT',
  ])('T2: %j is refused', (text) => {
    expect(parseSendAt(text).kind).toBe('unreadable');
  });

  test('T2: no text throws, whatever it holds', () => {
    const nearlyRight = fc.stringMatching(/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?[Z+-]?\d{0,4}$/);
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), nearlyRight), (text) => {
        const parsed = parseSendAt(text);
        if (parsed.kind === 'instant') expect(Number.isSafeInteger(parsed.at)).toBe(true);
        if (parsed.kind === 'local') expect(Number.isSafeInteger(parsed.local)).toBe(true);
      }),
    );
  });
});

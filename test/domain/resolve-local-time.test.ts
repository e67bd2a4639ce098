import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { resolveLocalTime } from '#domain/resolve-local-time';
import { shippedZoneRules } from '#domain/time-zone';
import type { AmbiguousTime } from '#domain/timing';
import { toLocal } from '#domain/to-local';
import type { WallClockMs } from '#domain/wall-clock';
import { formatWallClock } from '#domain/wall-clock';
import { wall } from './wall.ts';

const rules = shippedZoneRules();

function resolve(text: string, zone: string, rule: AmbiguousTime = 'compatible') {
  const answer = resolveLocalTime({ local: wall(text), zone, rule, rules });
  return answer.kind === 'resolved' ? new Date(answer.at).toISOString() : answer.why;
}

describe('a local time that occurs once', () => {
  test('T3: 09:00 in Vancouver is 16:00 UTC in January 2027, by permanent UTC-7', () => {
    expect(resolve('2027-01-15T09:00', 'America/Vancouver')).toBe('2027-01-15T16:00:00.000Z');
  });

  test('T3: no rule changes it', () => {
    for (const rule of ['compatible', 'earlier', 'later', 'reject'] as const) {
      const answer = resolveLocalTime({
        local: wall('2027-06-01T12:00'),
        zone: 'Europe/Madrid',
        rule,
        rules,
      });
      expect(answer).toEqual({
        kind: 'resolved',
        at: Date.parse('2027-06-01T10:00:00Z'),
        note: 'exact',
        shiftMs: 0,
      });
    }
  });
});

describe('a spring-forward gap: 02:00 to 03:00 in New York on 14 March 2027', () => {
  test.each([
    ['2027-03-14T01:59:59.999', 'compatible', '2027-03-14T06:59:59.999Z'],
    ['2027-03-14T02:00', 'compatible', '2027-03-14T07:00:00.000Z'],
    ['2027-03-14T02:30', 'compatible', '2027-03-14T07:30:00.000Z'],
    ['2027-03-14T02:30', 'later', '2027-03-14T07:30:00.000Z'],
    ['2027-03-14T02:30', 'earlier', '2027-03-14T06:30:00.000Z'],
    ['2027-03-14T02:59:59.999', 'compatible', '2027-03-14T07:59:59.999Z'],
    ['2027-03-14T03:00', 'compatible', '2027-03-14T07:00:00.000Z'],
    ['2027-03-14T01:59:59.999', 'reject', '2027-03-14T06:59:59.999Z'],
    ['2027-03-14T02:00', 'reject', 'gap'],
    ['2027-03-14T02:59:59.999', 'reject', 'gap'],
    ['2027-03-14T03:00', 'reject', '2027-03-14T07:00:00.000Z'],
  ] as const)('T3: %s, %s: %s', (text, rule, expected) => {
    expect(resolve(text, 'America/New_York', rule)).toBe(expected);
  });

  test('T3: the answer says by how much the clock moved', () => {
    const ask = (rule: AmbiguousTime) =>
      resolveLocalTime({ local: wall('2027-03-14T02:30'), zone: 'America/New_York', rule, rules });
    expect(ask('compatible')).toMatchObject({ note: 'gap', shiftMs: 3_600_000 });
    expect(ask('earlier')).toMatchObject({ note: 'gap', shiftMs: -3_600_000 });
    expect(ask('reject')).toEqual({ kind: 'rejected', why: 'gap', changeMs: 3_600_000 });
  });

  test('T3: half an hour on Lord Howe, two hours at Troll, a lost day in Samoa', () => {
    expect(resolve('2027-10-03T02:15', 'Australia/Lord_Howe')).toBe('2027-10-02T15:45:00.000Z');
    expect(resolve('2027-03-28T02:00', 'Antarctica/Troll')).toBe('2027-03-28T02:00:00.000Z');
    expect(resolve('2011-12-30T12:00', 'Pacific/Apia')).toBe('2011-12-30T22:00:00.000Z');
  });
});

describe('an autumn overlap: 01:00 to 02:00 in New York on 7 November 2027', () => {
  test.each([
    ['2027-11-07T00:59:59.999', 'later', '2027-11-07T04:59:59.999Z'],
    ['2027-11-07T01:00', 'compatible', '2027-11-07T05:00:00.000Z'],
    ['2027-11-07T01:00', 'later', '2027-11-07T06:00:00.000Z'],
    ['2027-11-07T01:30', 'earlier', '2027-11-07T05:30:00.000Z'],
    ['2027-11-07T01:59:59.999', 'compatible', '2027-11-07T05:59:59.999Z'],
    ['2027-11-07T01:59:59.999', 'later', '2027-11-07T06:59:59.999Z'],
    ['2027-11-07T02:00', 'compatible', '2027-11-07T07:00:00.000Z'],
    ['2027-11-07T00:59:59.999', 'reject', '2027-11-07T04:59:59.999Z'],
    ['2027-11-07T01:00', 'reject', 'overlap'],
    ['2027-11-07T01:59:59.999', 'reject', 'overlap'],
    ['2027-11-07T02:00', 'reject', '2027-11-07T07:00:00.000Z'],
  ] as const)('T3: %s, %s: %s', (text, rule, expected) => {
    expect(resolve(text, 'America/New_York', rule)).toBe(expected);
  });
});

describe('any time in any zone', () => {
  const zone = fc.constantFrom(...rules.names);
  const epochMs = fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2030, 0) });
  const local = epochMs.map((ms) => ms as WallClockMs);
  const at = (local: WallClockMs, zone: string, rule: 'compatible' | 'earlier' | 'later') =>
    resolveLocalTime({ local, zone, rule, rules });

  test('T3: an instant comes back from its own wall clock, as the first or the second', () => {
    const secondsOnly = epochMs.map((ms) => ms - (ms % 1000));
    fc.assert(
      fc.property(secondsOnly, zone, (instant, zone) => {
        const clock = wall(toLocal(instant, zone, rules));
        expect([at(clock, zone, 'earlier').at, at(clock, zone, 'later').at]).toContain(instant);
      }),
      { numRuns: 2000 },
    );
  });

  test('T3: the wall clock at the answer is the one asked for, moved only by a gap', () => {
    fc.assert(
      fc.property(local, zone, (local, zone) => {
        const { at: instant, shiftMs } = at(local, zone, 'compatible');
        expect(toLocal(instant, zone, rules)).toBe(
          formatWallClock((local + shiftMs) as WallClockMs),
        );
        expect(shiftMs).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 2000 },
    );
  });

  test('T3: earlier is never after compatible, nor compatible after later', () => {
    fc.assert(
      fc.property(local, zone, (local, zone) => {
        expect(at(local, zone, 'earlier').at).toBeLessThanOrEqual(at(local, zone, 'compatible').at);
        expect(at(local, zone, 'compatible').at).toBeLessThanOrEqual(at(local, zone, 'later').at);
      }),
      { numRuns: 2000 },
    );
  });

  test('T3: a later wall clock outside gaps is never an earlier instant', () => {
    fc.assert(
      fc.property(
        local,
        fc.integer({ min: 0, max: 172_800_000 }),
        zone,
        (local, laterByMs, zone) => {
          const first = at(local, zone, 'compatible');
          const second = at((local + laterByMs) as WallClockMs, zone, 'compatible');
          fc.pre(first.note !== 'gap');
          expect(second.at).toBeGreaterThanOrEqual(first.at);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

import { describe, expect, test } from 'vitest';
import { decideTiming, type TimingRequest } from '#domain/decide-timing';
import { shippedZoneRules } from '#domain/time-zone';

const now = new Date('2026-11-21T12:00:00.000Z');
const rules = shippedZoneRules();

function decide(request: Partial<TimingRequest>) {
  return decideTiming({ now, rules, ...request });
}

function timing(request: Partial<TimingRequest>) {
  const decision = decide(request);
  if (decision.kind === 'refused') throw new Error(JSON.stringify(decision.problems));
  return decision.timing;
}

function problems(request: Partial<TimingRequest>) {
  const decision = decide(request);
  return decision.kind === 'refused' ? decision.problems : [];
}

function fromNow(ms: number): string {
  return new Date(now.getTime() + ms).toISOString();
}

describe('the kinds of timing', () => {
  test('T1: no send time means now', () => {
    expect(timing({})).toEqual({
      kind: 'now',
      sendAt: now,
      requestedSendAt: null,
      localSendAt: null,
      timeZone: null,
      ambiguousTime: 'compatible',
      tzVersion: null,
      zoneNote: null,
    });
  });

  test('T1: an instant, kept as the caller wrote it', () => {
    expect(timing({ sendAt: '2027-01-15T09:00-07:00' })).toMatchObject({
      kind: 'at',
      sendAt: new Date('2027-01-15T16:00:00Z'),
      requestedSendAt: '2027-01-15T09:00-07:00',
      localSendAt: null,
      timeZone: null,
      tzVersion: null,
    });
  });

  test('T1, T3: a local time, with its zone, rule and version kept beside the instant', () => {
    expect(timing({ sendAt: '2027-01-15T09:00', timeZone: 'America/Vancouver' })).toEqual({
      kind: 'local',
      sendAt: new Date('2027-01-15T16:00:00Z'),
      requestedSendAt: '2027-01-15T09:00',
      localSendAt: '2027-01-15T09:00:00',
      timeZone: 'America/Vancouver',
      ambiguousTime: 'compatible',
      tzVersion: '2026f',
      zoneNote: 'exact',
    });
  });

  test('T2: a zone without a send time, or beside Z, only labels', () => {
    const timeZone = 'Asia/Tokyo';
    expect(timing({ timeZone })).toMatchObject({
      kind: 'now',
      sendAt: now,
      localSendAt: '2026-11-21T21:00:00',
      timeZone,
      tzVersion: '2026f',
    });
    expect(timing({ timeZone, sendAt: '2027-01-15T16:00Z' })).toMatchObject({
      kind: 'at',
      localSendAt: '2027-01-16T01:00:00',
      zoneNote: null,
    });
  });

  test('T3: ambiguousTime has no effect unless the time is local', () => {
    for (const ambiguousTime of ['earlier', 'later', 'reject'] as const) {
      expect(timing({ ambiguousTime })).toMatchObject({ kind: 'now', ambiguousTime });
      const sendAt = '2027-11-07T01:30-05:00';
      const at = timing({ sendAt, timeZone: 'America/New_York', ambiguousTime });
      expect(at.sendAt).toEqual(new Date('2027-11-07T06:30:00Z'));
    }
  });
});

describe('an offset beside a zone', () => {
  test('T2: is accepted where it agrees, on either side of an overlap', () => {
    const timeZone = 'America/New_York';
    expect(timing({ sendAt: '2027-11-07T01:30-04:00', timeZone }).kind).toBe('at');
    expect(timing({ sendAt: '2027-11-07T01:30-05:00', timeZone }).kind).toBe('at');
  });

  test('T2: is refused where it contradicts, naming the offset of the zone', () => {
    expect(problems({ sendAt: '2027-01-15T09:00-08:00', timeZone: 'America/Vancouver' })).toEqual([
      {
        pointer: '/sendAt',
        detail:
          'sendAt must have the offset of America/Vancouver, which is -07:00 then, got -08:00',
      },
    ]);
    const [problem] = problems({ sendAt: '2027-01-15T09:00+05:30', timeZone: 'Asia/Kathmandu' });
    expect(problem?.detail).toContain('is +05:45 then, got +05:30');
  });

  test('T2: in a gap no offset agrees with the wall clock it stands beside', () => {
    const timeZone = 'America/New_York';
    expect(problems({ sendAt: '2027-03-14T02:30-05:00', timeZone })).toHaveLength(1);
    expect(problems({ sendAt: '2027-03-14T02:30-04:00', timeZone })).toHaveLength(1);
  });

  test('T2: Z and -00:00 never contradict; +00:00 does', () => {
    const timeZone = 'America/Vancouver';
    expect(timing({ sendAt: '2027-01-15T09:00Z', timeZone }).kind).toBe('at');
    expect(timing({ sendAt: '2027-01-15T09:00-00:00', timeZone }).kind).toBe('at');
    expect(problems({ sendAt: '2027-01-15T09:00+00:00', timeZone })).toHaveLength(1);
  });
});

describe('gaps and overlaps', () => {
  const timeZone = 'America/New_York';

  test('T3: a time in a gap moves forward by the gap, and says so', () => {
    expect(timing({ sendAt: '2027-03-14T02:30', timeZone })).toMatchObject({
      sendAt: new Date('2027-03-14T07:30:00Z'),
      requestedSendAt: '2027-03-14T02:30',
      localSendAt: '2027-03-14T03:30:00',
      zoneNote: 'gap',
    });
  });

  test('T3: a time in an overlap is the first of two, or the second if asked for', () => {
    const sendAt = '2027-11-07T01:30';
    expect(timing({ sendAt, timeZone })).toMatchObject({
      sendAt: new Date('2027-11-07T05:30:00Z'),
      zoneNote: 'overlap',
    });
    const second = timing({ sendAt, timeZone, ambiguousTime: 'later' });
    expect(second.sendAt).toEqual(new Date('2027-11-07T06:30:00Z'));
  });

  test('T3: with reject both are refused by name', () => {
    const ambiguousTime = 'reject';
    expect(problems({ sendAt: '2027-03-14T02:30', timeZone, ambiguousTime })).toEqual([
      {
        pointer: '/sendAt',
        detail:
          'sendAt must be a time that exists in America/New_York, got "2027-03-14T02:30": in a gap, clocks go forward by 60 minutes',
      },
    ]);
    expect(problems({ sendAt: '2027-11-07T01:30', timeZone, ambiguousTime })).toEqual([
      {
        pointer: '/sendAt',
        detail:
          'sendAt must be a time that occurs once in America/New_York, got "2027-11-07T01:30": in an overlap, clocks go back by 60 minutes',
      },
    ]);
  });
});

describe('the past and the horizon', () => {
  const DAY_MS = 86_400_000;

  test('T2: 60 s ago is accepted and due at once, a millisecond more is refused', () => {
    expect(timing({ sendAt: fromNow(-60_000) })).toMatchObject({
      kind: 'at',
      sendAt: new Date(now.getTime() - 60_000),
      requestedSendAt: fromNow(-60_000),
    });
    expect(problems({ sendAt: fromNow(-60_001) })).toEqual([
      { pointer: '/sendAt', detail: 'sendAt must be at most 60 s in the past, got 61 s' },
    ]);
  });

  test('T4: 366 days ahead is accepted, a millisecond more is refused', () => {
    expect(timing({ sendAt: fromNow(366 * DAY_MS) }).kind).toBe('at');
    expect(problems({ sendAt: fromNow(366 * DAY_MS + 1) })).toEqual([
      { pointer: '/sendAt', detail: 'sendAt must be at most 366 days ahead, got 367' },
    ]);
    expect(problems({ sendAt: fromNow(400 * DAY_MS) })[0]?.detail).toBe(
      'sendAt must be at most 366 days ahead, got 400',
    );
  });

  test('T2, T4: a local time is measured by the instant it resolves to', () => {
    const timeZone = 'Asia/Tokyo';
    expect(timing({ sendAt: '2026-11-21T20:59', timeZone }).kind).toBe('local');
    expect(problems({ sendAt: '2026-11-21T20:58:59.999', timeZone })).toHaveLength(1);
    expect(timing({ sendAt: '2027-11-22T21:00', timeZone }).kind).toBe('local');
    expect(problems({ sendAt: '2027-11-22T21:00:00.001', timeZone })).toHaveLength(1);
  });

  test('T2: years 0000 and 9999 are refused, not wrapped', () => {
    expect(problems({ sendAt: '0000-01-01T00:00Z' })[0]?.detail).toContain('in the past');
    expect(problems({ sendAt: '9999-12-31T23:59Z' })[0]?.detail).toContain('days ahead');
    expect(problems({ sendAt: '0000-01-01T00:00', timeZone: 'Europe/Madrid' })).toHaveLength(1);
    expect(problems({ sendAt: '9999-12-31T23:59', timeZone: 'Europe/Madrid' })).toHaveLength(1);
  });
});

describe('what cannot be read or known', () => {
  test('T2: a time without an offset needs a zone', () => {
    expect(problems({ sendAt: '2027-01-15T09:00' })).toEqual([
      {
        pointer: '/sendAt',
        detail: 'sendAt must have an offset, or a timeZone beside it, got "2027-01-15T09:00"',
      },
    ]);
  });

  test('T2: an unknown zone is refused, quoted, with the right case suggested', () => {
    const detail = 'timeZone must be a name from the IANA database such as Europe/Madrid, got';
    for (const sendAt of [undefined, '2027-01-15T09:00', '2027-01-15T09:00Z']) {
      expect(problems({ sendAt, timeZone: 'Mars/Olympus' })).toEqual([
        { pointer: '/timeZone', detail: `${detail} "Mars/Olympus"` },
      ]);
    }
    expect(problems({ timeZone: 'europe/madrid' })[0]?.detail).toBe(
      `${detail} "europe/madrid"; did you mean Europe/Madrid?`,
    );
    expect(problems({ timeZone: '' })).toHaveLength(1);
  });

  test('T2: nothing unreadable ever means now', () => {
    for (const sendAt of ['', ' ', 'now', 'null', '0', '2027-02-30T09:00Z', '2027-01-15']) {
      for (const timeZone of [undefined, 'Europe/Madrid']) {
        expect(problems({ sendAt, timeZone }), sendAt).toMatchObject([{ pointer: '/sendAt' }]);
      }
    }
  });

  test('K2: both fields are reported at once', () => {
    expect(problems({ sendAt: 'soon', timeZone: 'Mars' }).map(({ pointer }) => pointer)).toEqual([
      '/sendAt',
      '/timeZone',
    ]);
  });

  test('K2: quoted input is cut at 64 characters', () => {
    const long = '\u{1f552}'.repeat(10_000);
    const [sendAt, timeZone] = problems({ sendAt: long, timeZone: long });
    const quoted = `"${'\u{1f552}'.repeat(64)}"...`;
    expect(sendAt?.detail.endsWith(`got ${quoted}`)).toBe(true);
    expect(timeZone?.detail.endsWith(`got ${quoted}`)).toBe(true);
  });
});

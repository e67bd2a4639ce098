import { describe, expect, test } from 'vitest';
import { decideLook, nextLookAt } from '#domain/look-up';

const unknownSince = new Date('2027-01-15T09:00:00Z');
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const later = (ms: number) => new Date(unknownSince.getTime() + ms);
const decide = (unavailable: string | null, ms: number) =>
  decideLook(unavailable, { unknownSince, now: later(ms) });

describe('when an unknown message is looked for', () => {
  test('after 10 s, 1 min, 5 min, 30 min, 2 h, 12 h and 24 h, then no more', () => {
    const looks: number[] = [];
    for (let at = nextLookAt(unknownSince, unknownSince); at; at = nextLookAt(unknownSince, at)) {
      looks.push(at.getTime() - unknownSince.getTime());
    }
    const minutes = [1, 5, 30, 120, 720, 1_440].map((each) => each * MINUTE_MS);
    expect(looks).toEqual([10_000, ...minutes]);
  });

  test('looks that nobody made, for want of a worker, are not made up for', () => {
    expect(nextLookAt(unknownSince, later(3 * HOUR_MS))).toEqual(later(12 * HOUR_MS));
    expect(nextLookAt(unknownSince, later(24 * HOUR_MS - 1))).toEqual(later(24 * HOUR_MS));
    expect(nextLookAt(unknownSince, later(24 * HOUR_MS))).toBeNull();
  });
});

describe('a look that found nothing', () => {
  test('is followed by the next one', () => {
    expect(decide(null, 10_000)).toEqual({ kind: 'again', at: later(MINUTE_MS) });
  });

  test('is the last one after a day, and says that nobody can tell', () => {
    expect(decide(null, 24 * HOUR_MS)).toEqual({
      kind: 'over',
      reason: 'not_found',
      detail:
        'nobody can tell whether the provider took the message: it showed no such message for a day',
    });
  });

  test('is made again within five minutes where the provider could not be asked', () => {
    expect(decide('http_503', 10_000)).toEqual({ kind: 'again', at: later(MINUTE_MS) });
    expect(decide('http_503', 3 * HOUR_MS)).toEqual({
      kind: 'again',
      at: later(3 * HOUR_MS + 5 * MINUTE_MS),
    });
    const lastMs = 24 * HOUR_MS - MINUTE_MS;
    expect(decide('http_503', lastMs)).toEqual({ kind: 'again', at: later(24 * HOUR_MS) });
    expect(decide('http_503', 24 * HOUR_MS)).toMatchObject({ kind: 'over', reason: 'http_503' });
  });
});

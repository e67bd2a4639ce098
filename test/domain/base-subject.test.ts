import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isReplySubject, toBaseSubject } from '#domain/base-subject';

describe('V2: the base subject (RFC 5256, 2.1)', () => {
  test.each([
    ['Your table', 'your table'],
    ['Re: Your table', 'your table'],
    ['re:Your table', 'your table'],
    ['RE : Your table', 'your table'],
    ['Re: Fwd: RE: Your table', 'your table'],
    ['Re[2]: Your table', 'your table'],
    ['Re [desk]: Your table', 'your table'],
    ['[desk] Your table', 'your table'],
    ['[desk] Re: [staff] Your table', 'your table'],
    ['AW: Your table', 'your table'],
    ['SV: VS: Antw: WG: Your table', 'your table'],
    ['\u7b54\u590d\uff1aYour table', 'your table'],
    ['Your table (fwd)', 'your table'],
    ['Your table (Fwd) (fwd)', 'your table'],
    ['[Fwd: Your table]', 'your table'],
    ['Re: [fwd: Re: Your table (fwd)]', 'your table'],
    ['  Your \t\r\n table ', 'your table'],
    ['[desk]', '[desk]'],
    ['Re: [desk]', '[desk]'],
    ['Cafe\u0301 \u{1f37d}\ufe0f', 'caf\u00e9 \u{1f37d}\ufe0f'],
    ['Re:', ''],
    ['Re: Fwd:', ''],
    ['', ''],
  ])('of %j is %j', (subject, base) => {
    expect(toBaseSubject(subject)).toBe(base);
  });

  test.each([
    'Reserve: a table',
    'Report: done',
    'Your table: re 8',
    'Real: x',
    'Table (fwd) at 8',
  ])('of %j is all of it', (subject) => {
    expect(toBaseSubject(subject)).toBe(subject.toLowerCase());
  });

  test('is its own base, and that of an answer to it, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (subject) => {
        const base = toBaseSubject(subject);
        expect(toBaseSubject(base)).toBe(base);
        expect(toBaseSubject(`Re: ${subject}`)).toBe(base);
      }),
    );
  });

  test.each([
    ['prefixes', 'Re:'.repeat(300_000)],
    ['blobs', '[]'.repeat(300_000)],
    ['open blobs', '['.repeat(300_000)],
    ['trailers', `x${'(fwd)'.repeat(100_000)}`],
    ['blanks', ' '.repeat(500_000)],
  ])('of half a million characters of %s is there at once', (_, subject) => {
    const before = process.cpuUsage();
    toBaseSubject(subject);
    expect(process.cpuUsage(before).user / 1_000).toBeLessThan(1_000);
  });
});

describe('a subject calls itself an answer', () => {
  test.each(['Re: x', 'RE:x', '[desk] re[2] : x', 'AW: x', 'Antw: x', 'SV: x'])('%j', (subject) => {
    expect(isReplySubject(subject)).toBe(true);
  });

  test.each(['x', 'Fwd: x', 'WG: x', 'Rex: y', 'x Re: y', ''])('not so %j', (subject) => {
    expect(isReplySubject(subject)).toBe(false);
  });
});

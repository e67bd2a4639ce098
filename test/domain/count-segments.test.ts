import fc from 'fast-check';
import { SegmentedMessage } from 'sms-segments-calculator';
import { describe, expect, test } from 'vitest';
import { countSegments } from '#domain/count-segments';

const face = '\u{1f600}';
const family = '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}';

describe('countSegments', () => {
  test('is what its documentation says', () => {
    expect(countSegments('See you at 9 €')).toEqual({
      encoding: 'GSM-7',
      count: 1,
      characters: 14,
    });
  });

  test.each([
    ['160 of GSM-7', 'x'.repeat(160), 'GSM-7', 1],
    ['161 of GSM-7', 'x'.repeat(161), 'GSM-7', 2],
    ['306 of GSM-7', 'x'.repeat(306), 'GSM-7', 2],
    ['307 of GSM-7', 'x'.repeat(307), 'GSM-7', 3],
    ['80 of the extension', '€'.repeat(80), 'GSM-7', 1],
    ['81 of the extension', '€'.repeat(81), 'GSM-7', 2],
    ['an extension character at the seam', `${'x'.repeat(152)}€${'x'.repeat(152)}`, 'GSM-7', 3],
    ['the same before the seam', `${'x'.repeat(151)}€${'x'.repeat(153)}`, 'GSM-7', 2],
    ['70 of UCS-2', '日'.repeat(70), 'UCS-2', 1],
    ['71 of UCS-2', '日'.repeat(71), 'UCS-2', 2],
    ['134 of UCS-2', '日'.repeat(134), 'UCS-2', 2],
    ['135 of UCS-2', '日'.repeat(135), 'UCS-2', 3],
    ['a surrogate pair at the seam', `${'日'.repeat(66)}${face}${'日'.repeat(66)}`, 'UCS-2', 3],
    ['the same before the seam', `${'日'.repeat(65)}${face}${'日'.repeat(67)}`, 'UCS-2', 2],
    ['one character that GSM-7 lacks', `${'x'.repeat(70)}ç`, 'UCS-2', 2],
    ['the capital one that it has', `${'x'.repeat(70)}Ç`, 'GSM-7', 1],
    ['an accent of its own', `${'x'.repeat(70)}e\u0301`, 'UCS-2', 2],
    ['the escape itself', '\u001b', 'UCS-2', 1],
  ])('%s', (_, text, encoding, count) => {
    expect(countSegments(text)).toMatchObject({ encoding, count });
  });

  test('characters are those that people and the limits count', () => {
    expect(countSegments('€ and {}').characters).toBe(8);
    expect(countSegments(face.repeat(10)).characters).toBe(10);
  });

  const gsm = fc.constantFrom(...'aZ9 @é\nÄ', '€', '{', '~', '\f');
  const wide = fc.constantFrom('a', '€', '日', face, 'ç', family, 'e\u0301', '\ud800', '\r\n');
  const texts = fc.oneof(
    fc.array(gsm, { maxLength: 700 }),
    fc.array(fc.oneof(gsm, wide), { maxLength: 400 }),
    fc.array(wide, { minLength: 60, maxLength: 150 }),
  );

  test('a second count, which writes the segments out, finds the same', () => {
    fc.assert(
      fc.property(texts, (parts) => {
        const text = parts.join('');
        expect(countSegments(text)).toMatchObject(writeOut(text));
      }),
      { numRuns: 1_000 },
    );
  });

  // It keeps joined emoji and accents together where they meet a seam, which no carrier does.
  test("Twilio's calculator finds the same where no character is joined to another", () => {
    const single = fc.constantFrom(...'aZ9 @éÄ日ç', '€', '{', '\n', face);
    fc.assert(
      fc.property(fc.array(single, { minLength: 1, maxLength: 350 }), (parts) => {
        const text = parts.join('');
        const theirs = new SegmentedMessage(text);
        expect(countSegments(text)).toMatchObject({
          encoding: theirs.getEncodingName(),
          count: theirs.segmentsCount,
        });
      }),
      { numRuns: 100 },
    );
  });
});

// The table of 3GPP TS 23.038 by code points, as ranges: written apart from the one that it tests.
const basic =
  /^[@\u00a3$\u00a5\u00e8\u00e9\u00f9\u00ec\u00f2\u00c7\n\u00d8\u00f8\r\u00c5\u00e5\u0394_\u03a6\u0393\u039b\u03a9\u03a0\u03a8\u03a3\u0398\u039e\u00c6\u00e6\u00df\u00c9 -#\u00a4%-?\u00a1A-Z\u00c4\u00d6\u00d1\u00dc\u00a7\u00bfa-z\u00e4\u00f6\u00f1\u00fc\u00e0]$/;
const extension = /^[\f^{}\\[~\]|\u20ac]$/;

/** Fills octet by octet, as a handset would: bits for GSM-7, octets for UCS-2. */
function writeOut(text: string): { encoding: string; count: number } {
  const isGsm = Array.from(text).every((each) => basic.test(each) || extension.test(each));
  const bitsOf = (each: string) =>
    isGsm ? (extension.test(each) ? 14 : 7) : Buffer.from(each, 'utf16le').length * 8;
  const bits = Array.from(text).map(bitsOf);
  const encoding = isGsm ? 'GSM-7' : 'UCS-2';
  if (bits.reduce((sum, each) => sum + each, 0) <= 140 * 8) return { encoding, count: 1 };
  const parts: number[][] = [[]];
  // What is left beside the header: of septets only whole ones.
  const room = isGsm ? Math.floor((134 * 8) / 7) * 7 : 134 * 8;
  for (const each of bits) {
    const used = parts.at(-1)?.reduce((sum, size) => sum + size, 0) ?? 0;
    if (used + each > room) parts.push([each]);
    else parts.at(-1)?.push(each);
  }
  return { encoding, count: parts.length };
}

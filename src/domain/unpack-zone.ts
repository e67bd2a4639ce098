/** A stretch of time in which a zone keeps one offset; `startMs` included, `endMs` not. */
export interface ZonePeriod {
  readonly startMs: number;
  readonly endMs: number;
  readonly offsetSeconds: number;
  /** What people there call the offset, such as `PST`; `-03` where they have no name for it. */
  readonly abbreviation: string;
}

/**
 * Reads one zone of moment-timezone's packed format,
 * `name|abbreviations|offsets|indices|lengths|population`, into periods in time order, from minus
 * to plus infinity. Numbers are base 60; offsets are minutes *west* of UTC, and lengths minutes,
 * the first since 1970.
 *
 * @see https://momentjs.com/timezone/docs/#/data-formats/packed-format/
 * @throws RangeError if the text is no packed zone
 */
export function unpackZone(packed: string): ZonePeriod[] {
  const [name, abbreviationsText = '', offsetsText, indicesText, lengthsText] = packed.split('|');
  if (offsetsText === undefined || indicesText === undefined || lengthsText === undefined) {
    throw new RangeError(`not a packed zone: ${name}`);
  }
  const offsets = offsetsText.split(' ').map((text) => Math.round(-unpackBase60(text) * 60));
  const abbreviations = abbreviationsText.split(' ');
  const ends = endsOf(lengthsText);
  // A zone that never changed has no indices at all.
  const indices = indicesText === '' ? [0] : [...indicesText].map(unpackBase60);
  return indices.map((index, i) => {
    const offsetSeconds = offsets[index];
    const abbreviation = abbreviations[index];
    if (offsetSeconds === undefined || abbreviation === undefined) {
      throw new RangeError(`no offset ${index} in zone ${name}`);
    }
    return {
      startMs: ends[i - 1] ?? Number.NEGATIVE_INFINITY,
      endMs: ends[i] ?? Number.POSITIVE_INFINITY,
      offsetSeconds: offsetSeconds + 0,
      abbreviation,
    };
  });
}

function endsOf(lengthsText: string): number[] {
  if (lengthsText === '') return [];
  let endMs = 0;
  return lengthsText.split(' ').map((length) => {
    endMs = Math.round(endMs + unpackBase60(length) * 60_000);
    return endMs;
  });
}

function unpackBase60(text: string): number {
  const negative = text.startsWith('-');
  const [whole = '', fraction = ''] = text.slice(negative ? 1 : 0).split('.');
  let value = 0;
  for (const digit of whole) value = value * 60 + digitOf(digit);
  let unit = 1;
  for (const digit of fraction) {
    unit /= 60;
    value += digitOf(digit) * unit;
  }
  return negative ? -value : value;
}

const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWX';

function digitOf(digit: string): number {
  const value = DIGITS.indexOf(digit);
  if (value < 0) throw new RangeError(`not a base 60 digit: ${digit}`);
  return value;
}

import { UPLOAD_LINE_MAX, type UploadFormat } from '#domain/batch';
import { LineTooLong } from './line-too-long.ts';

/** A line as it came, its end included. */
export interface SplitLine {
  /** From 1; of a record of CSV that goes over several, the first. */
  number: number;
  bytes: Uint8Array;
  endByte: number;
  endLine: number;
}

export interface LineSplitter {
  /** The lines that end in these bytes. @throws LineTooLong */
  split(chunk: Uint8Array): Generator<SplitLine>;
  /** What has no end yet. */
  rest(): Uint8Array;
}

const NEWLINE = 0x0a;
const QUOTE = 0x22;
const COMMA = 0x2c;

/** Where in a record of CSV (RFC 4180) the next byte stands. */
type Place = 'fieldStart' | 'plain' | 'quoted' | 'afterQuote';

/**
 * Splits bytes into lines, however they are cut, and holds one line at the most. In quotes of CSV
 * a line break belongs to the cell.
 *
 * @param from where the bytes begin: at the beginning of a line
 */
export function createLineSplitter(
  format: UploadFormat,
  from: { byte: number; line: number },
): LineSplitter {
  const findEnd = format === 'csv' ? createRecordScan() : findNewline;
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let { byte: endByte, line: endLine } = from;

  function hold(bytes: Uint8Array): void {
    heldBytes += bytes.length;
    if (heldBytes > UPLOAD_LINE_MAX) throw new LineTooLong(endLine + 1, format);
    if (bytes.length > 0) held.push(bytes);
  }

  function take(last: Uint8Array, breaks: number): SplitLine {
    hold(last);
    const number = endLine + 1;
    endByte += heldBytes;
    endLine += breaks;
    const bytes = join(held);
    held = [];
    heldBytes = 0;
    return { number, bytes, endByte, endLine };
  }

  return {
    *split(chunk) {
      let start = 0;
      for (let end = findEnd(chunk, start); end; end = findEnd(chunk, start)) {
        yield take(chunk.subarray(start, end.after), end.breaks);
        start = end.after;
      }
      hold(chunk.subarray(start));
    },
    rest: () => join(held),
  };
}

/** @returns after it, and how many line breaks the line has; `null`: it has no end here. */
type FindEnd = (bytes: Uint8Array, start: number) => { after: number; breaks: number } | null;

const findNewline: FindEnd = (bytes, start) => {
  const at = bytes.indexOf(NEWLINE, start);
  return at < 0 ? null : { after: at + 1, breaks: 1 };
};

/** Remembers where it is: the next bytes go on from there. */
function createRecordScan(): FindEnd {
  let place: Place = 'fieldStart';
  let breaks = 0;
  return (bytes, start) => {
    for (let at = start; at < bytes.length; at++) {
      const byte = bytes[at] ?? 0;
      if (byte === NEWLINE) breaks++;
      if (byte !== NEWLINE || place === 'quoted') {
        place = step(place, byte);
        continue;
      }
      const end = { after: at + 1, breaks };
      place = 'fieldStart';
      breaks = 0;
      return end;
    }
    return null;
  };
}

function step(place: Place, byte: number): Place {
  switch (place) {
    case 'quoted':
      return byte === QUOTE ? 'afterQuote' : 'quoted';
    case 'fieldStart':
      if (byte === QUOTE) return 'quoted';
      return byte === COMMA ? 'fieldStart' : 'plain';
    case 'afterQuote':
      if (byte === QUOTE) return 'quoted';
      return byte === COMMA ? 'fieldStart' : 'plain';
    case 'plain':
      return byte === COMMA ? 'fieldStart' : 'plain';
  }
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const [first] = parts;
  return parts.length === 1 && first ? first : Buffer.concat(parts);
}

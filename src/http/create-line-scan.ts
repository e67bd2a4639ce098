import type { CsvPlace, SkippedLine, UploadFormat } from '#domain/batch';

/** Looks for the ends of lines, and remembers where it is: the next bytes go on from there. */
export interface LineScan {
  /** @returns after it, and how many line breaks the line has; `null`: it has no end here. */
  findEnd(bytes: Uint8Array, start: number): { after: number; breaks: number } | null;
  /** How far the line is that has no end yet. */
  place(): SkippedLine;
}

const NEWLINE = 0x0a;
const QUOTE = 0x22;
const COMMA = 0x2c;
const BEGIN: SkippedLine = { place: 'fieldStart', breaks: 0 };

/** In quotes of CSV a line break belongs to the cell. */
export function createLineScan(format: UploadFormat, from: SkippedLine | null): LineScan {
  return format === 'csv' ? createRecordScan(from ?? BEGIN) : { findEnd, place: () => BEGIN };
}

const findEnd: LineScan['findEnd'] = (bytes, start) => {
  const at = bytes.indexOf(NEWLINE, start);
  return at < 0 ? null : { after: at + 1, breaks: 1 };
};

function createRecordScan(from: SkippedLine): LineScan {
  let { place, breaks } = from;
  return {
    findEnd(bytes, start) {
      for (let at = start; at < bytes.length; at++) {
        const byte = bytes[at] ?? 0;
        if (byte === NEWLINE) breaks++;
        if (byte !== NEWLINE || place === 'quoted') {
          place = step(place, byte);
          continue;
        }
        const end = { after: at + 1, breaks };
        ({ place, breaks } = BEGIN);
        return end;
      }
      return null;
    },
    place: () => ({ place, breaks }),
  };
}

function step(place: CsvPlace, byte: number): CsvPlace {
  if (place === 'quoted') return byte === QUOTE ? 'afterQuote' : 'quoted';
  if (byte === QUOTE && place !== 'plain') return 'quoted';
  return byte === COMMA ? 'fieldStart' : 'plain';
}

import { type SkippedLine, UPLOAD_LINE_MAX, type UploadFormat } from '#domain/batch';
import { createLineScan } from './create-line-scan.ts';

/** A line as it came, its end included. */
export interface SplitLine {
  /** From 1; of a record of CSV that goes over several, the first. */
  number: number;
  /** `null`: it is too long. */
  bytes: Uint8Array | null;
  endByte: number;
  endLine: number;
}

/** What has no end yet. */
export interface UnendedLine {
  /** Empty of one that is too long: it is skipped from there. */
  tail: Uint8Array;
  skip: SkippedLine | null;
  /** After it. */
  byte: number;
}

export interface LineSplitter {
  /** The lines that end in these bytes. @throws what `onTooLong` does */
  split(chunk: Uint8Array): Generator<SplitLine>;
  rest(): UnendedLine;
}

/** Where the bytes begin: at the beginning of a line, or in one that is skipped. */
interface Beginning {
  byte: number;
  line: number;
  skip: SkippedLine | null;
  /** May refuse the line, or it is skipped. */
  onTooLong(line: number): void;
}

const NOTHING = new Uint8Array();

/** Splits bytes into lines, however they are cut, and holds one line at the most. */
export function createLineSplitter(format: UploadFormat, from: Beginning): LineSplitter {
  const scan = createLineScan(format, from.skip);
  let isSkipping = from.skip !== null;
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let { byte: endByte, line: endLine } = from;

  function hold(bytes: Uint8Array): void {
    heldBytes += bytes.length;
    if (!isSkipping && heldBytes > UPLOAD_LINE_MAX) {
      from.onTooLong(endLine + 1);
      isSkipping = true;
      held = [];
    }
    if (!isSkipping && bytes.length > 0) held.push(bytes);
  }

  function take(last: Uint8Array, breaks: number): SplitLine {
    hold(last);
    const number = endLine + 1;
    endByte += heldBytes;
    endLine += breaks;
    const bytes = isSkipping ? null : join(held);
    isSkipping = false;
    held = [];
    heldBytes = 0;
    return { number, bytes, endByte, endLine };
  }

  return {
    *split(chunk) {
      let start = 0;
      for (let end = scan.findEnd(chunk, start); end; end = scan.findEnd(chunk, start)) {
        yield take(chunk.subarray(start, end.after), end.breaks);
        start = end.after;
      }
      hold(chunk.subarray(start));
    },
    rest: () => ({
      tail: isSkipping ? NOTHING : join(held),
      skip: isSkipping ? scan.place() : null,
      byte: endByte + heldBytes,
    }),
  };
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const [first] = parts;
  return parts.length === 1 && first ? first : Buffer.concat(parts);
}

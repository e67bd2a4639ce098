/** A line of a file. */
export interface FileLine {
  /** From 1. */
  number: number;
  /** Without its end; `null`: it is too long to be of use. */
  text: string | null;
  /** Where the next one begins. */
  endByte: number;
}

/** Of a line, in bytes: twice what the longest event has. */
const LINE_MAX = 65_536;
const NEWLINE = 0x0a;

/**
 * Reads a file's lines at constant memory, each with the place where it ends: no event's field
 * holds a line break, quoted or not, so that a file can be taken up again at any line.
 *
 * @param from how much was read before
 */
export async function* readLines(
  chunks: AsyncIterable<Buffer>,
  from: { byte: number; line: number },
): AsyncGenerator<FileLine> {
  let rest: Buffer = Buffer.alloc(0);
  let { byte: endByte, line: number } = from;
  let dropped = 0;
  const take = (bytes: Buffer, newline: 0 | 1): FileLine => {
    const text = dropped + bytes.length > LINE_MAX ? null : bytes.toString().replace(/\r$/, '');
    endByte += dropped + bytes.length + newline;
    dropped = 0;
    return { number: ++number, text, endByte };
  };
  for await (const chunk of chunks) {
    const held = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = held.indexOf(NEWLINE); end >= 0; end = held.indexOf(NEWLINE, start)) {
      yield take(held.subarray(start, end), 1);
      start = end + 1;
    }
    rest = held.subarray(start);
    if (rest.length > LINE_MAX) {
      dropped += rest.length;
      rest = Buffer.alloc(0);
    }
  }
  if (rest.length + dropped > 0) yield take(rest, 0);
}

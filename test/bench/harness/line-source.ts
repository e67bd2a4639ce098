/** An upload of which any part can be made at any time: it is never held as a whole. */
export interface LineSource {
  bytes: number;
  /** From there on, at most so many bytes. */
  read(fromByte: number, bytes: number): Buffer;
}

export interface Lines {
  header: string;
  count: number;
  /** In ASCII, as long as each other. */
  line(index: number): string;
}

/** @throws when lines differ in their length. */
export function createLineSource({ header, count, line }: Lines): LineSource {
  const first = Buffer.byteLength(`${header}\n`);
  const each = Buffer.byteLength(`${line(0)}\n`);
  const bytes = first + count * each;
  const make = (index: number) => {
    const made = `${line(index)}\n`;
    if (made.length !== each) throw new Error(`line ${index} has another length`);
    return made;
  };
  return {
    bytes,
    read(fromByte, atMost) {
      const toByte = Math.min(fromByte + atMost, bytes);
      const fromLine = Math.max(0, Math.floor((fromByte - first) / each));
      const toLine = Math.min(count, Math.ceil((toByte - first) / each));
      const parts = fromByte < first ? [`${header}\n`] : [];
      for (let index = fromLine; index < toLine; index++) parts.push(make(index));
      const startsAt = fromByte < first ? 0 : first + fromLine * each;
      return Buffer.from(parts.join('')).subarray(fromByte - startsAt, toByte - startsAt);
    },
  };
}

/** Bytes, or text; all at once, or as it comes. */
export type ByteSource =
  | string
  | Uint8Array
  | AsyncIterable<string | Uint8Array>
  | Iterable<string | Uint8Array>;

/** A source in pieces of a size; the last one has what is left. No more than one is held. */
export async function* cutIntoPieces(
  source: ByteSource,
  size: number,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  const encoder = new TextEncoder();
  const isWhole = typeof source === 'string' || source instanceof Uint8Array;
  let piece = new Uint8Array(size);
  let filled = 0;
  for await (const part of isWhole ? [source] : source) {
    const bytes = typeof part === 'string' ? encoder.encode(part) : part;
    for (let from = 0; from < bytes.length; ) {
      const some = bytes.subarray(from, from + size - filled);
      piece.set(some, filled);
      filled += some.length;
      from += some.length;
      if (filled < size) continue;
      yield piece;
      piece = new Uint8Array(size);
      filled = 0;
    }
  }
  if (filled > 0) yield piece.subarray(0, filled);
}

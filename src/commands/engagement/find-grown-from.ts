import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { EngagementImportRow } from '#db/engagement-imports';

/** Where a line begins, and how many there are before. */
export interface FilePlace {
  byte: number;
  line: number;
}

const NEWLINE = 0x0a;
/** More than a line may have. */
const TAIL_BYTES = 1 << 17;

/**
 * Where the import of a log goes on that has grown since: a file that begins with all of an earlier
 * one, of which the events are kept already.
 *
 * @param earlier imports of shorter files
 * @returns `null`: it begins with none of them
 */
export async function findGrownFrom(
  path: string,
  earlier: readonly EngagementImportRow[],
): Promise<FilePlace | null> {
  const hashes = await hashBeginnings(
    path,
    earlier.map(({ bytes }) => bytes),
  );
  const ofThem = earlier.filter(({ bytes, fileHash }) => hashes.get(bytes) === fileHash);
  const [longest] = ofThem.sort((one, other) => other.byte - one.byte);
  if (longest === undefined) return null;
  return longest.byte < longest.bytes ? longest : findLastLine(path, longest);
}

/** SHA-256, in hex, of so many bytes from its beginning. */
async function hashBeginnings(
  path: string,
  sizes: readonly number[],
): Promise<Map<number, string>> {
  const hashes = new Map<number, string>();
  const hash = createHash('sha256');
  let read = 0;
  for (const size of [...new Set(sizes)].sort((one, other) => one - other)) {
    if (size === 0) continue;
    const chunks = createReadStream(path, { start: read, end: size - 1, highWaterMark: 1 << 20 });
    for await (const chunk of chunks) hash.update(chunk);
    read = size;
    hashes.set(size, hash.copy().digest('hex'));
  }
  return hashes;
}

/** After its last line, or before it where it was not written to its end: that was no event. */
async function findLastLine(
  path: string,
  { bytes, line }: EngagementImportRow,
): Promise<FilePlace | null> {
  const start = Math.max(0, bytes - TAIL_BYTES);
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(bytes - start + 2), { position: start });
    const end = bytes - start;
    if (buffer[end - 1] === NEWLINE) return { byte: bytes, line };
    if (buffer[end] === NEWLINE) return { byte: bytes + 1, line };
    if (buffer[end + 1] === NEWLINE && buffer[end] === 0x0d) return { byte: bytes + 2, line };
    const last = buffer.lastIndexOf(NEWLINE, end - 1);
    return last < 0 ? null : { byte: start + last + 1, line: line - 1 };
  } finally {
    await file.close();
  }
}

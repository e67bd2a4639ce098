import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

export interface IdentifiedFile {
  /** SHA-256 of all of it, in hex. */
  hash: string;
  bytes: number;
  /** Whether it holds nothing but blanks and line breaks. */
  isBlank: boolean;
}

const BLANK = 0x20;

/** A file by what it holds, whatever it is called and wherever it lies. */
export async function identifyFile(path: string): Promise<IdentifiedFile> {
  const hash = createHash('sha256');
  let bytes = 0;
  let isBlank = true;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    hash.update(chunk);
    bytes += chunk.length;
    isBlank &&= chunk.every((byte: number) => byte <= BLANK);
  }
  return { hash: hash.digest('hex'), bytes, isBlank };
}

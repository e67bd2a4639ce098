import { type FileHandle, open } from 'node:fs/promises';
import type { BatchClient } from './create-batch-client.ts';
import type { DescribedImport } from './describe-import.ts';
import type { ImportedBatch, UploadPlace } from './wire.ts';

/** What is told while it goes on. */
export interface UploadWatch {
  /** Nothing was uploaded, or so much. */
  began(at: UploadPlace): void;
  went(at: UploadPlace): void;
}

/** A second or two of lines: the bar moves on, and little is sent again after a cut. */
const PIECE_BYTES = 262_144;

/**
 * Uploads a file into its batch from where the upload stands, piece by piece.
 *
 * @throws when the batch does not take it to its end
 */
export async function uploadFile(
  client: BatchClient,
  { file, batch }: { file: DescribedImport; batch: ImportedBatch },
  watch: UploadWatch,
): Promise<void> {
  const handle = await open(file.path);
  try {
    let offset = batch.upload?.offset ?? 0;
    watch.began(batch.upload ?? { offset: 0, lines: 0, accepted: 0, rejected: 0 });
    while (offset < file.bytes) {
      const size = Math.min(PIECE_BYTES, file.bytes - offset);
      const bytes = await readPiece(handle, offset, size);
      const taken = await client.put(batch.id, { offset, format: file.format, bytes });
      offset = taken.offset;
      if (taken.id !== null) watch.went(taken);
    }
    if (offset > file.bytes)
      throw new Error(`batch ${batch.id} has taken more than the file holds`);
  } finally {
    await handle.close();
  }
}

async function readPiece(
  file: FileHandle,
  position: number,
  size: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(size);
  let read = 0;
  while (read < size) {
    const { bytesRead } = await file.read(bytes, read, size - read, position + read);
    if (bytesRead === 0) throw new Error('the file was cut while it was uploaded');
    read += bytesRead;
  }
  return bytes;
}

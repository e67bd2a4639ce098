import type { UploadState } from '#batches/find-upload';
import type { UploadPortion } from '#batches/upload-input';
import { readUploadLine } from './read-upload-line.ts';

const NEWLINE = 0x0a;

/**
 * Reads the last line of an upload, which has no end; `null`: there is none.
 *
 * @throws AppError `validation_failed` when it has to be a header, and is none
 */
export function readTail(upload: UploadState): UploadPortion | null {
  const { id, uploadFormat: format, uploadColumns, uploadLines, offset, tail, defaults } = upload;
  if (format === null || tail.length === 0) return null;
  const breaks = tail.reduce((sum, byte) => (byte === NEWLINE ? sum + 1 : sum), 0);
  const endLine = uploadLines + breaks + 1;
  const line = { number: uploadLines + 1, bytes: tail, endByte: offset, endLine };
  const read = readUploadLine({ format, columns: uploadColumns }, defaults, line);
  return {
    batchId: id,
    format,
    columns: read.kind === 'header' ? read.columns : uploadColumns,
    from: offset,
    items: read.kind === 'item' ? [read.item] : [],
    to: { byte: offset, line: endLine, tail: new Uint8Array() },
  };
}

import type { UploadState } from '#batches/find-upload';
import type { UploadPortion } from '#batches/upload-input';
import type { SkippedLine, UploadFormat } from '#domain/batch';
import { AppError } from '#domain/errors';
import { explainTooLong } from './explain-too-long.ts';
import { readUploadLine, toRejected } from './read-upload-line.ts';

const NEWLINE = 0x0a;

/**
 * Reads the last line of an upload, which has no end; `null`: there is none.
 *
 * @throws AppError `validation_failed` when it has to be a header, and is none
 */
export function readTail(upload: UploadState): UploadPortion | null {
  const { id, uploadFormat: format, uploadColumns, uploadSkip, offset, tail, defaults } = upload;
  if (format === null || (tail.length === 0 && uploadSkip === null)) return null;
  const line = toLine(upload);
  const read =
    uploadSkip === null
      ? readLast({ format, columns: uploadColumns }, defaults, line)
      : toRejected(omitBytes(line), explainSkip(format, uploadSkip));
  return {
    batchId: id,
    format,
    columns: read.kind === 'header' ? read.columns : uploadColumns,
    began: offset,
    from: offset,
    items: read.kind === 'item' ? [read.item] : [],
    to: { byte: offset, line: line.endLine, tail: new Uint8Array(), skip: null },
  };
}

/** What was taken cannot be sent again: of a header that is none, nothing else comes. */
function readLast(...args: Parameters<typeof readUploadLine>) {
  try {
    return readUploadLine(...args);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { code, message, problems } = error;
    throw new AppError(code, `${message}; cancel this batch and open another`, problems);
  }
}

function toLine({ uploadLines, uploadSkip, offset, tail }: UploadState) {
  const breaks = tail.reduce((sum, byte) => (byte === NEWLINE ? sum + 1 : sum), 0);
  // Of a quote that is not closed the last line may have an end.
  const last = tail.at(-1) === NEWLINE ? 0 : 1;
  const endLine = uploadLines + breaks + (uploadSkip?.breaks ?? 0) + last;
  return { number: uploadLines + 1, bytes: tail, endByte: offset, endLine };
}

const omitBytes = ({ bytes: _, ...place }: ReturnType<typeof toLine>) => place;

function explainSkip(format: UploadFormat, { place }: SkippedLine): string {
  if (place === 'quoted') return 'the line must have its quotes closed: it goes to the end';
  return explainTooLong(format);
}

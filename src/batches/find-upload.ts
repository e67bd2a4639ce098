import { enterUpload } from '#db/batch-uploads';
import { type BatchRow, findBatch } from '#db/batches';
import type { Scope } from '#db/scope';
import { AppError } from '#domain/errors';
import { toUploadView, type UploadView } from './upload-view.ts';

/** Where an upload stands, for those who go on from there. */
export interface UploadState
  extends Pick<
    BatchRow,
    'id' | 'uploadFormat' | 'uploadColumns' | 'uploadLines' | 'uploadSkip' | 'defaults'
  > {
  offset: number;
  /** Of a line without an end. */
  tail: Uint8Array;
  view: UploadView | null;
}

/**
 * Where an upload stands, after what another request was taking. That one takes nothing more, also
 * where this one goes on from elsewhere: what this one is told of is true until it comes again.
 *
 * @throws AppError `not_found`, `conflict` when the batch is not open
 */
export async function findUpload(scope: Scope, id: string): Promise<UploadState> {
  const entered = await enterUpload(scope.tx, id);
  if (entered) return toUploadState(entered);
  const row = await findBatch(scope.tx, id);
  throw row ? notOpen(row) : new AppError('not_found', 'there is no batch with this id');
}

/** Where the upload of a batch stands that is open; `null`: there is none. */
export async function findOpenUpload({ tx }: Scope, id: string): Promise<UploadState | null> {
  const row = await findBatch(tx, id);
  return row?.status === 'open' ? toUploadState(row) : null;
}

/** What goes on from a row. */
export function toUploadState(row: BatchRow): UploadState {
  const { id, uploadFormat, uploadColumns, uploadLines, uploadSkip, defaults } = row;
  const tail = Buffer.from(row.uploadTail, 'base64');
  const read = { id, uploadFormat, uploadColumns, uploadLines, uploadSkip, defaults };
  return { ...read, offset: row.uploadOffset, tail, view: toUploadView(row) };
}

/** The refusal of lines for a batch that takes none. */
export function notOpen({ status }: Pick<BatchRow, 'status'>): AppError {
  return new AppError('conflict', `the batch must be open to take lines, and is ${status}`);
}

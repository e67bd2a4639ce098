import { type BatchRow, findBatch } from '#db/batches';
import type { Scope } from '#db/scope';
import { AppError } from '#domain/errors';
import { OffsetMismatch } from '#domain/offset-mismatch';
import { toUploadView, type UploadView } from './upload-view.ts';

/** Where an upload stands, for those who go on from there. */
export interface UploadState
  extends Pick<BatchRow, 'id' | 'uploadFormat' | 'uploadColumns' | 'uploadLines' | 'defaults'> {
  offset: number;
  /** Of a line without an end. */
  tail: Uint8Array;
  view: UploadView | null;
}

/** @throws AppError `not_found`, `conflict` when the batch is not open, `offset_mismatch` */
export async function findUpload(
  scope: Scope,
  { id, offset }: { id: string; offset: number },
): Promise<UploadState> {
  const row = await findBatch(scope.tx, id);
  if (!row) throw new AppError('not_found', 'there is no batch with this id');
  if (row.status !== 'open') throw notOpen(row);
  if (row.uploadOffset !== offset) throw new OffsetMismatch(row.uploadOffset);
  return toUploadState(row);
}

/** Where the upload of a batch stands that is open; `null`: there is none. */
export async function findOpenUpload({ tx }: Scope, id: string): Promise<UploadState | null> {
  const row = await findBatch(tx, id);
  return row?.status === 'open' ? toUploadState(row) : null;
}

/** What goes on from a row. */
export function toUploadState(row: BatchRow): UploadState {
  const { id, uploadFormat, uploadColumns, uploadLines, defaults } = row;
  const tail = Buffer.from(row.uploadTail, 'base64');
  const read = { id, uploadFormat, uploadColumns, uploadLines, defaults };
  return { ...read, offset: row.uploadOffset, tail, view: toUploadView(row) };
}

/** The refusal of lines for a batch that takes none. */
export function notOpen({ status }: Pick<BatchRow, 'status'>): AppError {
  return new AppError('conflict', `the batch must be open to take lines, and is ${status}`);
}

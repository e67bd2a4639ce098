import type { BatchRow } from '#db/batches';

/** How far an upload is, over all its requests. */
export interface UploadView {
  /** Bytes that were taken: the next request begins there. */
  offset: number;
  /** Lines that were taken, a header included. */
  lines: number;
  accepted: number;
  rejected: number;
}

type Uploaded = Pick<
  BatchRow,
  'uploadFence' | 'uploadOffset' | 'uploadLines' | 'accepted' | 'rejected'
>;

/** How far a batch's upload is; `null` for one without. */
export function toUploadView(row: Uploaded): UploadView | null {
  if (row.uploadFence === null) return null;
  return {
    offset: row.uploadOffset,
    lines: row.uploadLines,
    accepted: row.accepted,
    rejected: row.rejected,
  };
}

import type { BatchStatus } from '#domain/batch';

/** A line that is no message, as it is answered. */
export interface RejectedLine {
  line: number;
  code: string;
  detail: string;
}

/** How far an upload is, as it is answered. */
export interface UploadPlace {
  offset: number;
  lines: number;
  accepted: number;
  rejected: number;
}

/** A batch, of what it is answered. */
export interface ImportedBatch {
  id: string;
  status: BatchStatus;
  upload: UploadPlace | null;
}

/** The answer to bytes that were taken. */
export interface TakenPiece extends UploadPlace {
  id: string;
}

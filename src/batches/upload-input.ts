import type { SkippedLine, UploadFormat } from '#domain/batch';
import type { BatchItem } from './batch-input.ts';

/** A line of an upload that is to be a message, read and not yet planned. */
export interface UploadItem {
  /** Of the upload, from 1; of a record of several lines, the first. */
  line: number;
  /** Of the upload: the byte, and the number of lines, after it. */
  endByte: number;
  endLine: number;
  item: BatchItem;
}

/** How an upload's lines are written; the first request says it. */
export interface UploadLayout {
  format: UploadFormat;
  /** Of a CSV whose header was read. */
  columns: readonly string[] | null;
}

/** Lines of an upload that are taken in one transaction. */
export interface UploadPortion extends UploadLayout {
  batchId: string;
  /** Where its request began, in bytes: one that came after it has the upload to itself. */
  began: number;
  /** Where the upload has to stand, in bytes. */
  from: number;
  items: readonly UploadItem[];
  /** Where it stands then: the byte, the lines, and what was read of a line without an end. */
  to: { byte: number; line: number; tail: Uint8Array; skip: SkippedLine | null };
}

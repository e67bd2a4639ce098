/** Where a batch stands (B2). */
export const batchStatuses = ['open', 'running', 'paused', 'canceled', 'done'] as const;
export type BatchStatus = (typeof batchStatuses)[number];

/** What a batch is when nothing is to come of its messages any more; `null`: something may. */
export function statusAfter(status: BatchStatus): BatchStatus | null {
  switch (status) {
    case 'running':
    case 'done':
      return 'done';
    case 'canceled':
      return 'canceled';
    case 'open':
    case 'paused':
      return null;
  }
}

/** What happens to a batch as a whole: part of the story of each of its messages (H5). */
export const batchEventKinds = ['closed', 'paused', 'resumed', 'canceled', 'completed'] as const;
export type BatchEventKind = (typeof batchEventKinds)[number];

/** What an upload's lines are written in. */
export const uploadFormats = ['csv', 'ndjson'] as const;
export type UploadFormat = (typeof uploadFormats)[number];

/** Where in a record of CSV (RFC 4180) the next byte stands. */
export type CsvPlace = 'fieldStart' | 'plain' | 'quoted' | 'afterQuote';

/** How far a line is read that is too long to be kept: where it stands, and its line breaks. */
export interface SkippedLine {
  place: CsvPlace;
  breaks: number;
}

/** Of a line of an upload, in bytes: as much as a request for one message may have. */
export const UPLOAD_LINE_MAX = 1_048_576;

/** Of one request (B1). */
export const BATCH_ITEMS_MAX = 10_000;

/**
 * Of all its items' texts, in characters: defaults may repeat a long one in each of them. Storing
 * them with their words takes some seconds, in which their contacts are locked.
 */
export const BATCH_TEXTS_MAX = 16_777_216;

/** What rendering them may take, as `RenderWork` counts it: some 3 seconds of a processor. */
export const BATCH_RENDERING_MAX = 300_000_000;

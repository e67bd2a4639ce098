import type { UploadState } from '#batches/find-upload';
import type { TakenLines } from '#batches/take-lines';
import type { UploadItem, UploadLayout, UploadPortion } from '#batches/upload-input';
import type { UploadView } from '#batches/upload-view';
import type { UploadFormat } from '#domain/batch';
import { createLineSplitter, type SplitLine } from './create-line-splitter.ts';
import { LineTooLong } from './line-too-long.ts';
import { readUploadLine } from './read-upload-line.ts';

/** The bytes of a request, and what they go on from. */
export interface LinesToReceive {
  upload: UploadState;
  format: UploadFormat;
  body: AsyncIterable<Uint8Array>;
  take(portion: UploadPortion): Promise<TakenLines>;
}

export interface ReceivedLines {
  /** `null`: there were no bytes. */
  upload: UploadView | null;
  /** The first of this request. */
  rejections: TakenLines['rejections'];
}

/** Of one transaction: a tenth of a second of work, in which their contacts are locked. */
const PORTION_LINES = 200;
/** And so many bytes of them, defaults included: what is held at once. */
const PORTION_BYTES = 2_097_152;
// Some milliseconds of work: other requests have their turn in between.
const TURN_LINES = 50;
const REJECTIONS_TOLD = 100;
const NOTHING = new Uint8Array();

/**
 * Takes an upload's lines while they come, a portion at a time: nothing more is read before one is
 * stored. What comes without an end is kept for the next request.
 *
 * @throws AppError `validation_failed` for a line that is too long, or a header that is none; what
 * came before such a line is kept, and the upload stands at its beginning, so that it can be mended.
 * And as `take` does.
 */
export async function receiveLines(to: LinesToReceive): Promise<ReceivedLines> {
  const { upload, body } = to;
  const first = { byte: upload.offset - upload.tail.length, line: upload.uploadLines };
  const splitter = createLineSplitter(to.format, first);
  const portions = createPortions(to, first);
  try {
    // It is known already that no line ends in it.
    for (const line of splitter.split(upload.tail)) await portions.add(line);
    for await (const chunk of body) {
      for (const line of splitter.split(chunk)) await portions.add(line);
    }
  } catch (error) {
    if (error instanceof LineTooLong || portions.lacksHeader()) await portions.store();
    throw error;
  }
  await portions.store(splitter.rest());
  return portions.received;
}

function createPortions({ upload, format, take }: LinesToReceive, first: Place) {
  const received: ReceivedLines = { upload: null, rejections: [] };
  const layout: UploadLayout = { format, columns: upload.uploadColumns };
  const weightOfDefaults = JSON.stringify(upload.defaults).length;
  let stored = upload.offset;
  let read = first;
  let items: UploadItem[] = [];
  let weight = 0;
  let turn = 0;

  async function store(tail: Uint8Array = NOTHING): Promise<void> {
    const to = { ...read, byte: read.byte + tail.length, tail };
    // It is before that only where a line of an earlier request is forgotten.
    if (to.byte === stored) return;
    const taken = await take({ batchId: upload.id, ...layout, from: stored, items, to });
    stored = to.byte;
    items = [];
    weight = 0;
    received.upload = taken.upload;
    const room = REJECTIONS_TOLD - received.rejections.length;
    received.rejections.push(...taken.rejections.slice(0, room));
  }

  async function add(line: SplitLine): Promise<void> {
    const found = readUploadLine(layout, upload.defaults, line);
    if (found.kind === 'header') layout.columns = found.columns;
    if (found.kind === 'item') items.push(found.item);
    weight += line.bytes.length + (found.kind === 'item' ? weightOfDefaults : 0);
    read = { byte: line.endByte, line: line.endLine };
    if (items.length >= PORTION_LINES || weight >= PORTION_BYTES) await store();
    turn = (turn + 1) % TURN_LINES;
    if (turn === 0) await new Promise((resolve) => setImmediate(resolve));
  }

  /** While it does, nothing was taken that `store` could take again. */
  const lacksHeader = () => format === 'csv' && layout.columns === null;

  return { received, add, store, lacksHeader };
}

interface Place {
  byte: number;
  line: number;
}

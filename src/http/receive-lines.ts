import type { UploadState } from '#batches/find-upload';
import type { TakenLines } from '#batches/take-lines';
import type { UploadItem, UploadLayout, UploadPortion } from '#batches/upload-input';
import type { UploadView } from '#batches/upload-view';
import type { UploadFormat } from '#domain/batch';
import { AppError, validationFailed } from '#domain/errors';
import { createLineSplitter, type SplitLine, type UnendedLine } from './create-line-splitter.ts';
import { explainTooLong } from './explain-too-long.ts';
import { readUploadLine } from './read-upload-line.ts';

/** The bytes of a request, and what they go on from. */
export interface LinesToReceive {
  upload: UploadState;
  format: UploadFormat;
  body: AsyncIterable<Uint8Array>;
  /** Whether nobody waits for the answer: nothing more is taken then. */
  isGone(): boolean;
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
 * @throws AppError `validation_failed` for a header that is none: of it nothing is kept, and the
 * upload begins anew. `malformed_request` when its caller is gone. And as `take` does.
 */
export async function receiveLines(to: LinesToReceive): Promise<ReceivedLines> {
  const { upload, body } = to;
  const first = { byte: upload.offset - upload.tail.length, line: upload.uploadLines };
  const portions = createPortions(to, first);
  const splitter = createLineSplitter(to.format, {
    ...first,
    skip: upload.uploadSkip,
    onTooLong: () => {
      if (portions.lacksHeader()) throw headerTooLong();
    },
  });
  try {
    // It is known already that no line ends in it.
    for (const line of splitter.split(upload.tail)) await portions.add(line);
    for await (const chunk of body) {
      for (const line of splitter.split(chunk)) await portions.add(line);
    }
  } catch (error) {
    if (portions.lacksHeader()) await portions.forget();
    throw error;
  }
  await portions.store(splitter.rest());
  return portions.received;
}

function createPortions(
  { upload, format, isGone, take: takePortion }: LinesToReceive,
  first: Place,
) {
  const received: ReceivedLines = { upload: null, rejections: [] };
  const layout: UploadLayout = { format, columns: upload.uploadColumns };
  const weightOfDefaults = JSON.stringify(upload.defaults).length;
  let stored = upload.offset;
  let read = first;
  let items: UploadItem[] = [];
  let weight = 0;
  let turn = 0;

  async function store({ byte, ...rest }: UnendedLine = nothingAfter(read)): Promise<void> {
    await take({ ...rest, byte, line: read.line });
  }

  async function take(to: UploadPortion['to']): Promise<void> {
    if (to.byte === stored) return;
    if (isGone()) throw new AppError('malformed_request', 'the body must come to its end');
    const began = upload.offset;
    const portion = { batchId: upload.id, ...layout, began, from: stored, items, to };
    const taken = await takePortion(portion);
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
    weight += (line.bytes?.length ?? 0) + (found.kind === 'item' ? weightOfDefaults : 0);
    read = { byte: line.endByte, line: line.endLine };
    if (items.length >= PORTION_LINES || weight >= PORTION_BYTES) await store();
    turn = (turn + 1) % TURN_LINES;
    if (turn === 0) await new Promise((resolve) => setImmediate(resolve));
  }

  /** While it does, no line was a message. */
  const lacksHeader = () => format === 'csv' && layout.columns === null;
  const forget = () => take({ byte: 0, line: 0, tail: NOTHING, skip: null });

  return { received, add, store, lacksHeader, forget };
}

const nothingAfter = ({ byte }: Place): UnendedLine => ({ byte, tail: NOTHING, skip: null });

function headerTooLong() {
  return validationFailed([{ pointer: '', detail: explainTooLong('csv', 'the header') }]);
}

interface Place {
  byte: number;
  line: number;
}

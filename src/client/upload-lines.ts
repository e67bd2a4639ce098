import type { CallOptions } from './client-options.ts';
import type { Transport } from './create-transport.ts';
import { type ByteSource, cutIntoPieces } from './cut-into-pieces.ts';
import { PunctualError } from './punctual-error.ts';

/**
 * What is uploaded, or what opens it: a function from its beginning, as often as it is called, and
 * `openAt` at any byte of it, such as that of a file.
 */
export type UploadSource = ByteSource | (() => ByteSource) | SeekableSource;

/** What was taken before is not even read. */
export interface SeekableSource {
  /** How long it is as a whole. */
  bytes: number;
  /** @param offset in bytes, before its end */
  openAt(offset: number): ByteSource;
}

export interface UploadOptions extends CallOptions {
  format: 'csv' | 'ndjson';
  /** Hears how far the upload is, after each piece. */
  onProgress?: ((state: UploadState) => void) | undefined;
}

/** How far an upload is, as a whole. */
export interface UploadState {
  /** In bytes. */
  offset: number;
  lines: number;
  accepted: number;
  rejected: number;
}

export interface UploadResult extends UploadState {
  /** The first lines that this call saw refused; `batches.rejections` lists all. */
  rejections: { line: number; code: string; detail: string }[];
}

interface Upload {
  /** Of the batch. */
  path: string;
  source: UploadSource;
  options: UploadOptions;
}

/** From some byte of the source on. */
interface OpenSource {
  content: ByteSource;
  begin: number;
}

type Put = (content: Uint8Array<ArrayBuffer>, offset: number) => Promise<number>;

// Some thousand lines: seconds of the server's time, ten for the shortest lines on a busy machine.
// Progress is told as often, and little is sent again after a cut.
const PIECE_BYTES = 262_144;
const REJECTIONS_MAX = 100;
const standing = { code: 'unexpected_answer', message: 'the upload goes nowhere' } as const;
const contentTypes = { csv: 'text/csv', ndjson: 'application/x-ndjson' };

/**
 * Sends a source piece by piece, each from where the server says that it stands: a piece that
 * was taken though its answer was lost is not sent again.
 *
 * @throws PunctualError `offset_mismatch` where the server stands before what the source still has,
 * or beyond its end: it took bytes that are none of this source; or where a source is not as long
 * as it says
 */
export async function uploadLines(transport: Transport, upload: Upload): Promise<UploadResult> {
  const { path, options } = upload;
  const rejections: UploadResult['rejections'] = [];
  let state = null as UploadState | null;
  const put: Put = async (content, offset) => {
    const { rejections: more, ...now } = await transport.send<UploadResult>({
      method: 'PUT',
      path: `${path}/lines`,
      query: { offset },
      bytes: { content, contentType: contentTypes[options.format] },
      options,
    });
    rejections.push(...more.slice(0, REJECTIONS_MAX - rejections.length));
    state = now;
    options.onProgress?.(now);
    return now.offset;
  };
  const end = await putAll(upload.source, await findBegin(transport, upload), put);
  // What was taken while its answer was lost, or by another call, is told by the batch alone.
  if (state?.offset !== end) state = await readState(transport, upload);
  if (state.offset !== end) throw standsElsewhere(state.offset, end);
  if (isSeekable(upload.source) && end < upload.source.bytes) throw endedEarly(end, upload.source);
  return { ...state, rejections };
}

/** Where it stands, if reading can begin there. */
async function findBegin(transport: Transport, upload: Upload): Promise<number> {
  const { source } = upload;
  if (!isSeekable(source)) return 0;
  if (!(Number.isSafeInteger(source.bytes) && source.bytes >= 0)) {
    throw new TypeError('bytes of the source must be its length: a whole number from 0 on');
  }
  const { offset } = await readState(transport, upload);
  if (offset > source.bytes) throw standsElsewhere(offset, source.bytes);
  return offset;
}

/** @returns where the source ends */
async function putAll(source: UploadSource, standsAt: number, put: Put): Promise<number> {
  for (let offset = standsAt; ; ) {
    const end = await putFrom(openSource(source, offset), offset, put);
    if (end.kind === 'done') return end.bytes;
    if (typeof source !== 'function' && !isSeekable(source)) throw end.error;
    offset = end.offset;
  }
}

function openSource(source: UploadSource, offset: number): OpenSource {
  if (isSeekable(source)) return { content: openSeekable(source, offset), begin: offset };
  return { content: typeof source === 'function' ? source() : source, begin: 0 };
}

/** What it has beyond its length, such as of a file that grows, is not read. */
async function* openSeekable(source: SeekableSource, offset: number): AsyncGenerator<Uint8Array> {
  let left = source.bytes - offset;
  if (left <= 0) return;
  for await (const piece of cutIntoPieces(source.openAt(offset), PIECE_BYTES)) {
    yield piece.subarray(0, left);
    left -= piece.length;
    if (left <= 0) return;
  }
}

function isSeekable(source: UploadSource): source is SeekableSource {
  return typeof source === 'object' && 'openAt' in source;
}

type End = { kind: 'done'; bytes: number } | { kind: 'behind'; offset: number; error: unknown };

/** Reads a source once. It cannot go back: where the server stands earlier, it is read anew. */
async function putFrom(source: OpenSource, standsAt: number, put: Put): Promise<End> {
  let offset = standsAt;
  let { begin } = source;
  for await (const piece of cutIntoPieces(source.content, PIECE_BYTES)) {
    const end = begin + piece.length;
    while (offset < end) {
      try {
        const next = await put(piece.subarray(offset - begin), offset);
        if (next <= offset) throw new PunctualError(standing);
        offset = next;
      } catch (error) {
        const right = readOffset(error);
        if (right === null || right === offset) throw error;
        if (right < begin) return { kind: 'behind', offset: right, error };
        offset = right;
      }
    }
    begin = end;
  }
  return { kind: 'done', bytes: begin };
}

function endedEarly(end: number, { bytes }: SeekableSource): PunctualError {
  const message = `the source ended at byte ${end} of ${bytes}: it became shorter while it was read`;
  return new PunctualError({ code: 'offset_mismatch', message });
}

function standsElsewhere(offset: number, end: number): PunctualError {
  const message = `the upload stands at byte ${offset}, and the source ends at ${end}`;
  return new PunctualError({ code: 'offset_mismatch', message });
}

/** Where the server says that it stands; `null` for an error that is about something else. */
function readOffset(error: unknown): number | null {
  if (!(error instanceof PunctualError) || error.code !== 'offset_mismatch') return null;
  const { offset } = error.problem as unknown as { offset?: unknown };
  return typeof offset === 'number' ? offset : null;
}

/** Of an upload to which the source had nothing to add. */
async function readState(transport: Transport, { path, options }: Upload): Promise<UploadState> {
  const { upload } = await transport.send<{ upload?: UploadState | null }>({
    method: 'GET',
    path,
    options,
  });
  return upload ?? { offset: 0, lines: 0, accepted: 0, rejected: 0 };
}

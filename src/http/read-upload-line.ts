import type { BatchItem } from '#batches/batch-input';
import type { UploadItem, UploadLayout } from '#batches/upload-input';
import { validationFailed } from '#domain/errors';
import type { SplitLine } from './create-line-splitter.ts';
import { parseColumns, splitCells, toFields } from './csv-columns.ts';
import { explainTooLong } from './explain-too-long.ts';
import { parseItem } from './parse-items.ts';

type LinePlace = Omit<SplitLine, 'bytes'>;
type FoundItem = { kind: 'item'; item: UploadItem };

/** What a line turned out to be. */
export type ReadLine = FoundItem | { kind: 'header'; columns: string[] } | { kind: 'blank' };

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads a line of an upload as `POST /v1/messages` reads a body, laid over the batch's defaults.
 *
 * @throws AppError `validation_failed` when it has to be a header, and is none
 */
export function readUploadLine(layout: UploadLayout, defaults: object, line: SplitLine): ReadLine {
  const { bytes, ...place } = line;
  if (bytes === null) return toRejected(place, explainTooLong(layout.format));
  const text = decode(bytes, line.number);
  const isHeader = layout.format === 'csv' && layout.columns === null;
  if (text === null && isHeader) throw unreadableHeader();
  if (text?.trim() === '') return { kind: 'blank' };
  if (text !== null && isHeader) return { kind: 'header', columns: parseColumns(text) };
  if (text === null) return toRejected(place, 'the line must be UTF-8');
  return toItem(place, read(layout, defaults, text));
}

/** A line that is no message. */
export function toRejected(place: LinePlace, detail: string): FoundItem {
  return toItem(place, unreadable(detail));
}

function toItem({ number, ...end }: LinePlace, item: BatchItem): FoundItem {
  return { kind: 'item', item: { line: number, ...end, item } };
}

function decode(bytes: Uint8Array, number: number): string | null {
  try {
    const text = utf8.decode(bytes).replace(/\r?\n$/, '');
    return number === 1 ? text.replace(/^\uFEFF/, '') : text;
  } catch {
    return null;
  }
}

function read({ format, columns }: UploadLayout, defaults: object, text: string): BatchItem {
  if (format === 'ndjson') return readJson(defaults, text);
  const cells = splitCells(text);
  if (cells === null) return unreadable('the line must be CSV, with its quotes closed');
  const count = columns?.length ?? 0;
  if (cells.length !== count) {
    return unreadable(`the line must have ${count} columns, got ${cells.length}`);
  }
  return parseItem(defaults, toFields(columns ?? [], cells));
}

function readJson(defaults: object, text: string): BatchItem {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's own message quotes the line.
    return unreadable('the line must be JSON');
  }
  return parseItem(defaults, value);
}

function unreadable(detail: string): BatchItem {
  return { kind: 'unreadable', problems: [{ pointer: '', detail }] };
}

function unreadableHeader() {
  return validationFailed([{ pointer: '', detail: 'the header must be UTF-8' }]);
}

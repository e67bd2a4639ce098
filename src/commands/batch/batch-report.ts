import type { Batch, BatchRejection, UploadState } from '#src/client/create-punctual';
import type { Progress } from '../create-progress.ts';
import { toCount, toProgressLine } from '../to-progress-line.ts';
import type { DescribedImport } from './describe-import.ts';

export interface BatchReport {
  /** Nothing was uploaded, or so much. */
  began(batch: Batch): void;
  went(at: UploadState): void;
  toText(end: Batch, rejections: readonly BatchRejection[]): string;
  toJson(end: Batch, rejections: readonly BatchRejection[]): string;
}

/** How often a log that is no terminal is told. */
const TOLD_EVERY_MS = 10_000;
const BAR = 24;

/** Tells how an upload goes on: its rate, its end, and the first lines that are no messages. */
export function createBatchReport(
  progress: Progress,
  { bytes, batch }: DescribedImport,
): BatchReport {
  const startMs = Date.now();
  const seconds = () => (Date.now() - startMs) / 1_000;
  let toldMs = startMs;
  let from = { byte: 0, line: 0 };
  return {
    began(batch) {
      const at = placeOf(batch);
      from = { byte: at.offset, line: at.lines };
      if (at.offset === bytes) progress.tell('all of this file was uploaded before');
      else if (at.offset > 0) progress.tell(`goes on after line ${toCount(at.lines)}`);
    },
    went({ offset, lines }) {
      const at = { byte: offset, line: lines };
      const line = toProgressLine({ at, from, bytes, seconds: seconds() });
      progress.show(`${toBar(offset / bytes)} ${line}`);
      if (process.stderr.isTTY || Date.now() - toldMs < TOLD_EVERY_MS) return;
      toldMs = Date.now();
      progress.tell(line);
    },
    toText(end, rejections) {
      const { lines, accepted, rejected } = placeOf(end);
      const rate = Math.round((lines - from.line) / Math.max(seconds(), 0.001));
      const told = rejections.map(({ line, detail }) => `line ${line}: ${detail}`);
      const more = rejected - rejections.length;
      return [
        ...told,
        ...(more > 0 ? [`and ${toCount(more)} more, at /v1/batches/${end.id}/rejections`] : []),
        ...(accepted === 0 && rejected > 0 ? ['no line is a message'] : []),
        `${end.id} is ${end.status}${whyNotSent(end, batch)}: ${toCount(accepted)} accepted, ${toCount(rejected)} rejected; ${seconds().toFixed(1)} s, ${toCount(rate)} lines a second`,
      ].join('\n');
    },
    toJson(end, rejections) {
      const { id, status } = end;
      const { lines, accepted, rejected } = placeOf(end);
      const dryRun = batch.dryRun === true;
      const told = { id, status, dryRun, lines, accepted, rejected, rejections };
      return JSON.stringify({ ...told, resumedAfterLine: from.line, seconds: seconds() });
    },
  };
}

function whyNotSent(end: Batch, { dryRun, allOrNothing }: DescribedImport['batch']) {
  if (dryRun) return ' (a dry run: no message was stored)';
  const isRefused = allOrNothing && end.status === 'canceled' && placeOf(end).rejected > 0;
  return isRefused ? ' (--all-or-nothing: a line was rejected, so none is sent)' : '';
}

function placeOf({ upload }: Batch): UploadState {
  return upload ?? { offset: 0, lines: 0, accepted: 0, rejected: 0 };
}

function toBar(share: number): string {
  const full = Math.floor(share * BAR);
  return `[${'#'.repeat(full)}${'.'.repeat(BAR - full)}]`;
}

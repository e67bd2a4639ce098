import type { EngagementImportRow } from '#db/engagement-imports';
import type { Progress } from '../create-progress.ts';
import { toCount, toProgressLine } from '../to-progress-line.ts';
import type { IdentifiedFile } from './identify-file.ts';
import type { ImportWatch } from './import-file.ts';

export interface ImportReport extends ImportWatch {
  toText(end: EngagementImportRow): string;
  toJson(end: EngagementImportRow): string;
}

/** As many as a person may want to mend; all are counted. */
const MOST_TOLD = 20;
/** How often a log that is no terminal is told. */
const TOLD_EVERY_MS = 10_000;

/** Tells how an import goes on: its rate, its end, and the first lines that are no events. */
export function createImportReport(progress: Progress, { bytes }: IdentifiedFile): ImportReport {
  const startMs = Date.now();
  const problems: { line: number; detail: string }[] = [];
  let toldMs = startMs;
  let first = { byte: 0, line: 0 };
  return {
    began(at) {
      first = at;
      if (at.byte === bytes) progress.tell('all of this file was imported before');
      else if (at.byte > 0) progress.tell(`goes on after line ${toCount(at.line)}`);
    },
    went(at) {
      const line = toProgressLine({ at, from: first, bytes, seconds: secondsSince(startMs) });
      progress.show(line);
      if (process.stderr.isTTY || Date.now() - toldMs < TOLD_EVERY_MS) return;
      toldMs = Date.now();
      progress.tell(line);
    },
    rejected(line, detail) {
      if (problems.length >= MOST_TOLD) return;
      problems.push({ line, detail });
      progress.tell(`line ${line}: ${detail}`);
    },
    toText: (end) => {
      const seconds = secondsSince(startMs);
      const rate = toCount(Math.round((end.line - first.line) / Math.max(seconds, 0.001)));
      return `${toCount(end.received)} events: ${toCount(end.accepted)} accepted, ${toCount(end.duplicates)} duplicates, ${toCount(end.expired)} expired, ${toCount(end.rejected)} rejected; ${seconds.toFixed(1)} s, ${rate} lines a second`;
    },
    toJson: ({ workspaceId, received, accepted, duplicates, expired, rejected }) =>
      JSON.stringify({
        ...{ workspaceId, received, accepted, duplicates, expired, rejected, problems },
        resumedAfterLine: first.line,
        seconds: secondsSince(startMs),
      }),
  };
}

function secondsSince(ms: number): number {
  return (Date.now() - ms) / 1_000;
}

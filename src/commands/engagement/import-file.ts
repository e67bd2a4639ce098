import { createReadStream } from 'node:fs';
import type { Database } from '#db/connect';
import { beginImport, type EngagementImportRow, findShorterImports } from '#db/engagement-imports';
import { enterWorkspace } from '#db/scope';
import type { EngagementItem } from '#engagement/engagement-input';
import { type ImportPortion, importPortion } from '#engagement/import-portion';
import { type EventFormat, toEventFormat } from './event-format.ts';
import { findGrownFrom } from './find-grown-from.ts';
import type { IdentifiedFile } from './identify-file.ts';
import { type FileLine, readLines } from './read-lines.ts';

export interface FileImport {
  path: string;
  file: IdentifiedFile;
  workspaceId: string;
}

/** What is told while it goes on. */
export interface ImportWatch {
  /** Nothing was imported, or so much. */
  began(at: EngagementImportRow): void;
  went(at: EngagementImportRow): void;
  rejected(line: number, detail: string): void;
}

/** Lines that are kept with one transaction: half a second of work. */
const PORTION = 5_000;

/**
 * Imports a file of engagement events from where it stands, however often it was stopped: what was
 * there when it was identified. What is added to it is imported the next time.
 */
export async function importFile(
  db: Database,
  from: FileImport,
  watch: ImportWatch,
): Promise<EngagementImportRow> {
  const { workspaceId } = from;
  const format = await readFormat(from);
  let at = await begin(db, from);
  watch.began(at);
  for await (const { lines, ...portion } of readPortions(from, format, at)) {
    const before = at;
    const done = await inTenant(db, workspaceId, (tx) =>
      importPortion({ tx, workspaceId, now: new Date() }, before, portion),
    );
    at = done.at;
    for (const { index, detail } of done.rejected) watch.rejected(lines[index] ?? 0, detail);
    watch.went(at);
  }
  return at;
}

async function begin(
  db: Database,
  { path, file, workspaceId }: FileImport,
): Promise<EngagementImportRow> {
  const named = { workspaceId, fileHash: file.hash, bytes: file.bytes };
  const earlier = await inTenant(db, workspaceId, (tx) => findShorterImports(tx, named));
  const from = await findGrownFrom(path, earlier);
  return inTenant(db, workspaceId, (tx) => beginImport(tx, { ...named, from }, new Date()));
}

async function readFormat({ path, file }: FileImport): Promise<EventFormat> {
  const start = { byte: 0, line: 0 };
  for await (const { text } of readLines(readBytes(path, 0, file.bytes), start)) {
    return toEventFormat(text ?? '');
  }
  throw new Error('the file is empty');
}

/** With the numbers of the lines that the items came from. */
async function* readPortions(
  { path, file }: FileImport,
  format: EventFormat,
  from: { byte: number; line: number },
): AsyncGenerator<ImportPortion & { lines: number[] }> {
  const start = { byte: from.byte, line: from.line };
  const chunks = readBytes(path, from.byte, file.bytes);
  let [items, lines]: [EngagementItem[], number[]] = [[], []];
  let last: FileLine | null = null;
  for await (const line of readLines(chunks, start)) {
    last = line;
    const item = line.number <= format.headerLines ? null : readItem(format, line);
    if (item === null) continue;
    items.push(item);
    lines.push(line.number);
    if (items.length < PORTION) continue;
    yield { items, lines, to: { byte: line.endByte, line: line.number } };
    [items, lines] = [[], []];
  }
  if (last !== null) yield { items, lines, to: { byte: last.endByte, line: last.number } };
}

/** Those alone by which the file is known: it may grow meanwhile. */
async function* readBytes(path: string, start: number, end: number): AsyncGenerator<Buffer> {
  if (start >= end) return;
  yield* createReadStream(path, { start, end: end - 1, highWaterMark: 1 << 18 });
}

/** @returns `null` for a blank line. */
function readItem(format: EventFormat, { text }: FileLine): EngagementItem | null {
  if (text === null) {
    const problems = [{ pointer: '', detail: 'the line must have at most 65536 bytes' }];
    return { kind: 'unreadable', problems };
  }
  return text.trim() === '' ? null : format.parseLine(text);
}

function inTenant<T>(
  db: Database,
  workspaceId: string,
  work: (tx: Parameters<Parameters<Database['transaction']>[0]>[0]) => Promise<T>,
): Promise<T> {
  return db.transaction(async (tx) => {
    await enterWorkspace(tx, workspaceId);
    return work(tx);
  });
}

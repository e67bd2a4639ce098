import { parse } from 'csv-parse/sync';
import { parseSendAt } from '#domain/parse-send-at';
import type { LoggedEvent } from './event-log.ts';

/** A line, or why it is none. */
export type ParsedEventLine =
  | { kind: 'event'; event: LoggedEvent }
  | { kind: 'header'; columns: readonly string[] }
  | { kind: 'bad'; why: string };

export const eventColumns = ['recipient', 'at', 'kind', 'machine'] as const;

const EARLIEST_MS = 0;
const LATEST_MS = Date.UTC(2100, 0, 1);
/** A number this large is milliseconds: as seconds it would lie after the year 5000. */
const LEAST_MS = 1e11;
const LONGEST_NAME = 1000;
const truths = new Map([
  ...['', '0', 'false', 'no', 'f', 'n'].map((word) => [word, false] as const),
  ...['1', 'true', 'yes', 't', 'y'].map((word) => [word, true] as const),
]);

/** Reads a line of an events file, CSV or NDJSON; a header is one that names `recipient` and `at`. */
export function parseEventLine(line: string, columns: readonly string[]): ParsedEventLine {
  if (line.startsWith('{')) return parseJson(line);
  const cells = toCells(line);
  if (cells === null) return { kind: 'bad', why: 'is not CSV: its quotes do not match' };
  const names = cells.map((cell) => cell.toLowerCase());
  if (names.includes('recipient') && names.includes('at'))
    return { kind: 'header', columns: names };
  if (cells.length < 3) return { kind: 'bad', why: 'must have recipient, at and kind' };
  const cell = (name: string) => cells[columns.indexOf(name)] ?? '';
  return toEvent({
    recipient: cell('recipient'),
    at: cell('at'),
    kind: cell('kind'),
    machine: cell('machine'),
  });
}

function parseJson(line: string): ParsedEventLine {
  try {
    const { recipient, at, kind, machine } = JSON.parse(line);
    const text = (value: unknown) => (value === undefined || value === null ? '' : String(value));
    return toEvent({
      recipient: text(recipient),
      at: text(at),
      kind: text(kind),
      machine: text(machine),
    });
  } catch {
    return { kind: 'bad', why: 'is not JSON' };
  }
}

function toCells(line: string): string[] | null {
  if (!line.includes('"')) return line.split(',').map((cell) => cell.trim());
  try {
    const [cells] = parse(line, { trim: true }) as string[][];
    return cells ?? [];
  } catch {
    return null;
  }
}

function toEvent(cells: Record<(typeof eventColumns)[number], string>): ParsedEventLine {
  const { recipient, kind } = cells;
  if (recipient === '') return { kind: 'bad', why: 'has no recipient' };
  if (recipient.length > LONGEST_NAME)
    return { kind: 'bad', why: 'has a recipient of over 1000 characters' };
  if (kind === '') return { kind: 'bad', why: 'has no kind' };
  const atMs = toInstant(cells.at);
  if (typeof atMs === 'string') return { kind: 'bad', why: atMs };
  const machine = truths.get(cells.machine.toLowerCase());
  if (machine === undefined) return { kind: 'bad', why: 'has a machine that is not true or false' };
  return { kind: 'event', event: { recipient, atMs, kind: kind.toLowerCase(), machine } };
}

/** Milliseconds since 1970, or why the text is no instant. */
function toInstant(text: string): number | string {
  const atMs = /^-?\d+(\.\d+)?$/.test(text) ? toEpochMs(Number(text)) : toWrittenMs(text);
  if (typeof atMs === 'string') return atMs;
  if (atMs < EARLIEST_MS || atMs >= LATEST_MS) return 'has an at outside of 1970 to 2099';
  return atMs;
}

function toEpochMs(value: number): number {
  return Math.floor(value >= LEAST_MS ? value : value * 1000);
}

function toWrittenMs(text: string): number | string {
  const parsed = parseSendAt(text);
  switch (parsed.kind) {
    case 'instant':
      return parsed.at;
    case 'local':
      return 'has an at without an offset';
    case 'unreadable':
      return text === '' ? 'has no at' : `has an at that ${parsed.why}, or be epoch seconds`;
  }
}

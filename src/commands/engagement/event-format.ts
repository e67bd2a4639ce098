import { parse } from 'csv-parse/sync';
import type { EngagementItem } from '#engagement/engagement-input';
import { parseEngagement } from '#http/parse-engagements';

/** How the lines of a file are read. */
export interface EventFormat {
  name: 'csv' | 'ndjson';
  /** Lines before the first event. */
  headerLines: 0 | 1;
  parseLine(text: string): EngagementItem;
}

const fields = ['contactId', 'address', 'channel', 'kind', 'at', 'machine', 'eventId'];
const truths: Readonly<Record<string, boolean>> = { true: true, false: false };

/**
 * Tells by a file's first line how it is to be read: NDJSON begins with `{`, CSV with the names of
 * its columns.
 *
 * @throws when a column is not known: a misspelt `eventId` would count events twice
 */
export function toEventFormat(firstLine: string): EventFormat {
  const line = firstLine.replace(/^\uFEFF/, '');
  if (line.trimStart().startsWith('{')) {
    return { name: 'ndjson', headerLines: 0, parseLine: parseJsonLine };
  }
  const columns = (splitCsv(line) ?? []).map((name) => name.trim());
  const unknown = columns.find((name) => !fields.includes(name));
  if (unknown !== undefined || new Set(columns).size < columns.length) {
    throw new Error(
      `the file must be NDJSON, or begin with a line of columns, each once: ${fields.join(', ')}`,
    );
  }
  return { name: 'csv', headerLines: 1, parseLine: (text) => parseCsvLine(columns, text) };
}

function parseJsonLine(text: string): EngagementItem {
  try {
    return parseEngagement(JSON.parse(text.replace(/^\uFEFF/, '')));
  } catch {
    return unreadable('the line must be JSON');
  }
}

function parseCsvLine(columns: readonly string[], text: string): EngagementItem {
  const values = splitCsv(text);
  if (values === null) return unreadable('the line must be CSV, with its quotes closed');
  if (values.length !== columns.length) {
    return unreadable(`the line must have ${columns.length} columns, got ${values.length}`);
  }
  const entries = columns.flatMap((name, index): [string, unknown][] => {
    const value = values[index] ?? '';
    if (value === '') return [];
    return [[name, name === 'machine' ? (truths[value] ?? value) : value]];
  });
  return parseEngagement(Object.fromEntries(entries));
}

/** @returns `null` for what is no line of CSV. */
function splitCsv(line: string): string[] | null {
  if (!line.includes('"')) return line.split(',');
  try {
    const [record] = parse(line, { relax_column_count: true });
    return record ?? [];
  } catch {
    return null;
  }
}

function unreadable(detail: string): EngagementItem {
  return { kind: 'unreadable', problems: [{ pointer: '', detail }] };
}

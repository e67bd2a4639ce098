import { parse } from 'csv-parse/sync';
import { type Problem, validationFailed } from '#domain/errors';
import { optionalFields } from './message-schemas.ts';

const RECORDS = ['variables', 'metadata', 'contentVariables'];
const LISTS = ['mediaUrls', 'cancelOn'];
const PARTS = ['optimize.window', 'optimize.fallback', 'ifLate.after', 'ifLate.then'];
const NESTED = [...RECORDS, 'optimize', 'ifLate', 'batchId'];
const fields = ['channel', ...Object.keys(optionalFields)].filter((it) => !NESTED.includes(it));
const known = new Set([...fields, ...PARTS]);
// A header is for a person to mend.
const PROBLEMS_MAX = 20;
// What else stands there may be an address or a text (K3).
const NAME = /^(?:[A-Za-z_][\w.]{0,39})?$/;

/**
 * The columns that a CSV's header names: fields of a message, or their parts, as in
 * `variables.plan`.
 *
 * @throws AppError `validation_failed` for one that is not known, or is there twice
 */
export function parseColumns(header: string): string[] {
  const columns = splitCells(header)?.map((name) => name.trim());
  if (!columns) throw refuse([describe(1, 'the header must be CSV, with its quotes closed')]);
  const isHeader = columns.every((name) => isKnown(name) || NAME.test(name));
  const hint = isHeader ? '' : toHint(header);
  const problems = columns.flatMap((name, index): Problem[] => {
    const shown = `column ${index + 1}${isHeader ? ` (${name})` : ''}`;
    if (!isKnown(name)) return [describe(index + 1, `${shown} is no field of a message${hint}`)];
    return columns.indexOf(name) < index
      ? [describe(index + 1, `${shown} must be there once`)]
      : [];
  });
  if (problems.length > 0) throw refuse(problems.slice(0, PROBLEMS_MAX));
  return columns;
}

/** The fields that a line of cells has; an empty cell is left out. */
export function toFields(
  columns: readonly string[],
  cells: readonly string[],
): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const [index, name] of columns.entries()) {
    const cell = cells[index] ?? '';
    if (cell !== '') put(fields, name, cell);
  }
  return fields;
}

/** @returns `null` for what is no line of CSV. */
export function splitCells(line: string): string[] | null {
  if (!line.includes('"')) return line.split(',');
  try {
    // A line break that is not in quotes ended the line already.
    const records = parse(line, { relax_column_count: true, record_delimiter: '\n' });
    return records.length === 1 ? (records[0] ?? null) : null;
  } catch {
    return null;
  }
}

function isKnown(name: string): boolean {
  if (known.has(name)) return true;
  const [record, ...rest] = name.split('.');
  const key = rest.join('.');
  return RECORDS.includes(record ?? '') && key !== '' && key !== '__proto__';
}

function put(fields: Record<string, unknown>, name: string, cell: string): void {
  const dot = name.indexOf('.');
  if (dot < 0) {
    fields[name] = LISTS.includes(name) ? cell.trim().split(/\s+/) : cell;
    return;
  }
  const outer = name.slice(0, dot);
  const inner = (fields[outer] ?? {}) as Record<string, string>;
  inner[name.slice(dot + 1)] = cell;
  fields[outer] = inner;
}

function toHint(header: string): string {
  const isMac = header.trimEnd().includes('\r');
  return isMac ? '; lines must end with a line feed' : '; is the header missing?';
}

function describe(column: number, detail: string): Problem {
  return { pointer: `/columns/${column - 1}`, detail };
}

function refuse(problems: readonly Problem[]) {
  return validationFailed(problems);
}

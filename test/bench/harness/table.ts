import type { Aim, Figure } from './bench.ts';

const headers = ['figure', 'value', 'aim', 'met'] as const;

/** The figures as a table of at most 100 columns, which Markdown reads too. */
export function toTable(figures: readonly Figure[]): string {
  const rows = figures.map(toRow);
  const widths = headers.map((header, column) =>
    Math.max(header.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const toLine = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => pad(cell, widths[column] ?? 0, column)).join(' | ')} |`;
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [toLine(headers), rule, ...rows.map(toLine)].join('\n');
}

/** Whether the aim holds; `null` where there is none. */
export function isMet({ value, aim }: Figure): boolean | null {
  if (!aim) return null;
  if ('atMost' in aim) return value <= aim.atMost;
  if ('atLeast' in aim) return value >= aim.atLeast;
  if ('below' in aim) return value < aim.below;
  return value === aim.exactly;
}

function toRow(figure: Figure): string[] {
  const met = isMet(figure);
  const { name, value, unit, aim } = figure;
  return [
    name,
    `${toNumber(value)} ${unit}`,
    aim ? describeAim(aim) : '',
    met === null ? '' : met ? 'yes' : 'NO',
  ];
}

function describeAim(aim: Aim): string {
  if ('atMost' in aim) return `at most ${aim.atMost}`;
  if ('atLeast' in aim) return `at least ${aim.atLeast}`;
  if ('below' in aim) return `below ${aim.below}`;
  return `${aim.exactly}`;
}

function toNumber(value: number): string {
  if (Number.isInteger(value)) return String(value);
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

/** Values to the right, everything else to the left. */
function pad(text: string, width: number, column: number): string {
  return column === 1 ? text.padStart(width) : text.padEnd(width);
}

import type { ScenarioResult } from './campaign.ts';

type Column = [title: string, value: (result: ScenarioResult) => string | number];

const columns: Column[] = [
  ['scenario', ({ name, title }) => `${name} ${title}`],
  ['rounds', ({ rounds }) => rounds],
  ['messages', ({ figures }) => figures.messages],
  ['sent once', ({ figures }) => figures.sentOnce],
  ['unknown', ({ figures }) => figures.unknown],
  ['in flight', ({ figures }) => figures.inFlight],
  ['pending', ({ figures }) => figures.pending],
  ['lost', ({ figures }) => figures.lost],
  ['doubled', ({ figures }) => figures.doubled],
  ['early', ({ figures }) => figures.early],
  ['odd', ({ figures }) => figures.odd],
  ['worst late ms', ({ figures }) => figures.worstLatenessMs],
  ['due meanwhile ms', ({ figures }) => figures.worstInOutageMs],
];

/** The results as a Markdown table. */
export function toTable(results: readonly ScenarioResult[]): string {
  const rows = results.map((result) => columns.map(([, value]) => String(value(result))));
  const titles = columns.map(([title]) => title);
  const widths = titles.map((title, index) =>
    Math.max(title.length, ...rows.map((row) => row[index]?.length ?? 0)),
  );
  const toLine = (cells: readonly string[]) =>
    `| ${cells.map((cell, index) => pad(cell, widths[index] ?? 0, index)).join(' | ')} |`;
  const rule = toLine(widths.map((width) => '-'.repeat(width)));
  return [toLine(titles), rule, ...rows.map(toLine)].join('\n');
}

/** Words to the left, figures to the right. */
function pad(cell: string, width: number, index: number): string {
  return index === 0 ? cell.padEnd(width) : cell.padStart(width);
}

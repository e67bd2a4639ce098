import type { SendTimeParams } from '#domain/send-time/send-time-params';

/** Each parameter beside the one that it is compared with; those that differ are marked. */
export function toParamsTable(params: SendTimeParams, base: SendTimeParams): string[] {
  const [chosen, others] = [toRows('', params), new Map(toRows('', base))];
  const rows = chosen.map(([name, value]) => [name, value, others.get(name) ?? '-'] as const);
  const width = (column: 0 | 1) => Math.max(8, ...rows.map((row) => row[column].length));
  const toLine = (mark: string, [name, value, other]: readonly [string, string, string]) =>
    `${mark} ${name.padEnd(width(0))}  ${value.padStart(width(1))}  ${other}`.trimEnd();
  return [
    toLine(' ', ['', 'chosen', 'default']),
    ...rows.map((row) => toLine(row[1] === row[2] ? ' ' : '*', row)),
  ];
}

function toRows(prefix: string, value: object): [name: string, value: string][] {
  return Object.entries(value).flatMap(([name, field]): [string, string][] => {
    if (Array.isArray(field)) return [[`${prefix}${name}`, `${field.length} ages`]];
    if (typeof field === 'object' && field !== null) return toRows(`${prefix}${name}.`, field);
    return [[`${prefix}${name}`, String(field)]];
  });
}

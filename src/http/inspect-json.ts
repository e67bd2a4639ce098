import type { Problem } from '#domain/errors';
import { pointerTo } from './pointer-to.ts';

const DEPTH_MAX = 16;
// A list of what is wrong is for a person to read.
const PROBLEMS_MAX = 20;

/**
 * Finds what no field may hold: NUL, which PostgreSQL's text cannot; unpaired surrogates, which
 * UTF-8 cannot; keys that mean something to JavaScript; and nesting that nobody means.
 */
export function inspectJson(value: unknown): Problem[] {
  const problems: Problem[] = [];
  walk(value, [], problems);
  return problems;
}

type Path = readonly (string | number)[];

function walk(value: unknown, path: Path, problems: Problem[]): void {
  if (problems.length >= PROBLEMS_MAX) return;
  if (typeof value === 'string') {
    const why = whyUnfit(value);
    if (why) problems.push({ pointer: pointerTo(path), detail: why });
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (path.length >= DEPTH_MAX) {
    const detail = `the body must not nest deeper than ${DEPTH_MAX} levels`;
    problems.push({ pointer: pointerTo(path), detail });
    return;
  }
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) walk(item, [...path, index], problems);
  } else {
    for (const [key, item] of Object.entries(value)) walkEntry(key, item, path, problems);
  }
}

function walkEntry(key: string, item: unknown, path: Path, problems: Problem[]): void {
  const why = key === '__proto__' ? 'a key must not be __proto__' : whyUnfit(key);
  if (why) problems.push({ pointer: pointerTo(path), detail: why });
  else walk(item, [...path, key], problems);
}

function whyUnfit(text: string): string | null {
  if (text.includes('\0')) return 'a text must not hold NUL (U+0000)';
  if (!text.isWellFormed()) return 'a text must not hold unpaired surrogates';
  return null;
}

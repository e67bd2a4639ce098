import { TemplateFault } from './template-fault.ts';

/** A source with markup in it; one without has the limits of its field alone. */
export const TEMPLATE_MAX = 500_000;
/** Reading is linear, at some 2 microseconds for each: these bound it to a few milliseconds. */
export const MARKUPS_MAX = 500;
const MARKUP_LENGTH_MAX = 5_000;
const MARKUP_TOTAL_MAX = 20_000;

const OPENING = /\{[{%]/g;
const RAW = /^\{%-?\s*raw\s*-?%\}$/;
const RAW_END = /\{%-?\s*endraw\s*-?%\}/g;

/** Whether a text has template syntax, and so costs more than being itself. */
export function isTemplate(text: string): boolean {
  return text.includes('{{') || text.includes('{%');
}

/**
 * Refuses what would take long to read, before anything reads it.
 *
 * @returns the characters of its tags and outputs.
 * @throws TemplateFault
 */
export function checkMarkup(source: string): number {
  if (source.length > TEMPLATE_MAX) {
    throw new TemplateFault(`a template has at most ${TEMPLATE_MAX} characters`);
  }
  let total = 0;
  let count = 0;
  for (let at = nextOpening(source, 0); at !== -1; ) {
    const end = closingOf(source, at);
    count += 1;
    total += end - at;
    refuseExcess({ at, length: end - at, count, total });
    at = nextOpening(source, RAW.test(source.slice(at, end)) ? rawEndOf(source, at) : end);
  }
  return total;
}

function refuseExcess(seen: { at: number; length: number; count: number; total: number }): void {
  if (seen.length > MARKUP_LENGTH_MAX) {
    throw new TemplateFault(
      `a tag or an output has at most ${MARKUP_LENGTH_MAX} characters`,
      seen.at,
    );
  }
  if (seen.count > MARKUPS_MAX) {
    throw new TemplateFault(`a template has at most ${MARKUPS_MAX} tags and outputs`, seen.at);
  }
  if (seen.total > MARKUP_TOTAL_MAX) {
    const rule = `a template's tags and outputs have at most ${MARKUP_TOTAL_MAX} characters together`;
    throw new TemplateFault(rule, seen.at);
  }
}

function nextOpening(source: string, from: number): number {
  OPENING.lastIndex = from;
  return OPENING.exec(source)?.index ?? -1;
}

/** Where the tag or output that begins at `at` ends; quotes count in outputs alone. */
function closingOf(source: string, at: number): number {
  const end = source[at + 1] === '%' ? endOfTag(source, at) : endOfOutput(source, at + 2);
  if (end !== -1) return end;
  throw new TemplateFault('a tag or an output is not closed', at);
}

function endOfTag(source: string, at: number): number {
  const closing = source.indexOf('%}', at + 1);
  return closing === -1 ? -1 : closing + 2;
}

function endOfOutput(source: string, from: number): number {
  for (let at = from; at < source.length; at += 1) {
    const character = source[at];
    if (character === '}' && source[at + 1] === '}') return at + 2;
    if (character === '"' || character === "'") at = endOfQuoted(source, at);
  }
  return -1;
}

function endOfQuoted(source: string, from: number): number {
  for (let at = from + 1; at < source.length; at += 1) {
    if (source[at] === '\\') at += 1;
    else if (source[at] === source[from]) return at;
  }
  return source.length;
}

function rawEndOf(source: string, at: number): number {
  RAW_END.lastIndex = at;
  if (RAW_END.exec(source)) return RAW_END.lastIndex;
  throw new TemplateFault('the tag raw is not closed', at);
}

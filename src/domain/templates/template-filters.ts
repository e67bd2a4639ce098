import { TemplateFault } from './template-fault.ts';

/** What a filter makes of a text. Its output is linear in what it is given. */
export interface TemplateFilter {
  /** How many arguments it needs, and how many it takes. */
  takes: readonly [least: number, most: number];
  apply(text: string, ...args: string[]): string;
}

const WORDS_SEPARATED = /\s+/;
/** The filters that templates may use, but for `default`, which looks at what is missing. */
export const templateFilters: ReadonlyMap<string, TemplateFilter> = new Map(
  Object.entries<TemplateFilter>({
    upcase: { takes: [0, 0], apply: (text) => text.toUpperCase() },
    downcase: { takes: [0, 0], apply: (text) => text.toLowerCase() },
    capitalize: { takes: [0, 0], apply: capitalize },
    strip: { takes: [0, 0], apply: (text) => text.trim() },
    lstrip: { takes: [0, 0], apply: (text) => text.trimStart() },
    rstrip: { takes: [0, 0], apply: (text) => text.trimEnd() },
    strip_newlines: { takes: [0, 0], apply: (text) => text.replace(/\r?\n/g, '') },
    truncate: { takes: [0, 2], apply: truncate },
    truncatewords: { takes: [0, 2], apply: truncateWords },
    append: { takes: [1, 1], apply: (text, more = '') => text + more },
    prepend: { takes: [1, 1], apply: (text, more = '') => more + text },
    escape: { takes: [0, 0], apply: escapeHtml },
    // A lone half of a surrogate pair would throw.
    url_encode: {
      takes: [0, 0],
      apply: (text) => encodeURIComponent(text.toWellFormed()).replaceAll('%20', '+'),
    },
  }),
);

/** A text that means itself between HTML's tags and in its quoted attributes. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&#34;')
    .replaceAll("'", '&#39;');
}

function capitalize(text: string): string {
  const [first = ''] = text;
  return first.toUpperCase() + text.slice(first.length).toLowerCase();
}

/** Counts characters, the ellipsis among them, as Liquid does. */
function truncate(text: string, length = '50', ellipsis = '...'): string {
  const most = toCount('truncate', length);
  const characters = [...text];
  if (characters.length <= most) return text;
  const kept = Math.max(0, most - [...ellipsis].length);
  return characters.slice(0, kept).join('') + ellipsis;
}

function truncateWords(text: string, count = '15', ellipsis = '...'): string {
  const most = Math.max(1, toCount('truncatewords', count));
  const words = text.trim().split(WORDS_SEPARATED);
  return words.length <= most ? text : words.slice(0, most).join(' ') + ellipsis;
}

function toCount(filter: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new TemplateFault(`the filter ${filter} takes a whole number, 0 or more`);
}

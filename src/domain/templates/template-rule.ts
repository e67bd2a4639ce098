import { templateFilters } from './template-filters.ts';

/** The tags that templates may use: nothing repeats, nothing is stored, nothing is loaded. */
export const availableTags: readonly string[] = ['if', 'unless', 'case', 'comment', 'raw'];

const innerTags = /^(?:elsif|else|when|end\w*)$/;
const UNKNOWN_TAG = /^tag "(.*)" not found$/s;
const UNKNOWN_FILTER = /^undefined filter: (.*)$/s;
const NOT_CLOSED = /not closed(?:, line:\d+, col:\d+)?$/;
const NAME_SHOWN_MAX = 64;

/**
 * The rule that a template broke, from the template engine's complaint: of its words none is passed
 * on but the name of a tag or a filter, since it quotes the text.
 */
export function toTemplateRule(complaint: string): string {
  const tag = UNKNOWN_TAG.exec(complaint)?.[1];
  if (tag !== undefined) return toTagRule(shorten(tag));
  const filter = UNKNOWN_FILTER.exec(complaint)?.[1];
  if (filter !== undefined) {
    const known = ['default', ...templateFilters.keys()].join(', ');
    return `there is no filter ${shorten(filter)}; filters are ${known}`;
  }
  if (complaint.startsWith('memory alloc limit')) return 'the template makes too much text';
  if (complaint.startsWith('template render limit')) return 'the template takes too long';
  if (NOT_CLOSED.test(complaint)) return 'a tag or an output is not closed';
  return 'a tag or an output cannot be read';
}

function toTagRule(name: string): string {
  if (innerTags.test(name)) return `the tag ${name} has no beginning`;
  return `there is no tag ${name}; tags are ${availableTags.join(', ')}`;
}

function shorten(name: string): string {
  return name.slice(0, NAME_SHOWN_MAX);
}

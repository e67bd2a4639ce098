import { type Context, Drop, defaultOperators, Liquid, toValue } from 'liquidjs';
import type { RenderWork } from './render-work.ts';
import { escapeHtml, type TemplateFilter, templateFilters } from './template-filters.ts';
import { TEMPLATE_MAX } from './template-markup.ts';
import { availableTags } from './template-rule.ts';

/** What the result is: `html` escapes all that is put in. */
export type RenderAs = 'text' | 'html';

/** Of all that goes into filters, and comes out of them and of outputs. */
const WORK_MAX = 1_000_000;
/** The other limits end it long before this one, even on a busy machine. */
const RENDER_MS_MAX = 1_000;
/** The register with the names that were missing. */
export const MISSING = 'missing';
/** The register with what the work is added to. */
export const WORK = 'work';

/** A variable that nobody knows: false where it is asked about, noted where it is written. */
export class Missing extends Drop {
  readonly names: readonly string[];
  constructor(names: readonly string[]) {
    super();
    this.names = names;
  }
  override valueOf(): null {
    return null;
  }
}

/** They know the tags and filters that templates may use, and no others. */
export const engines: Record<RenderAs, Liquid> = {
  text: createEngine('text'),
  html: createEngine('html'),
};

function createEngine(as: RenderAs): Liquid {
  const liquid = new Liquid({
    ownPropertyOnly: true,
    strictFilters: true,
    parseLimit: TEMPLATE_MAX,
    memoryLimit: WORK_MAX,
    renderLimit: RENDER_MS_MAX,
    operators: { ...defaultOperators, contains },
    outputEscape: toOutput(as),
  });
  for (const name of Object.keys(liquid.tags)) {
    if (!availableTags.includes(name)) delete liquid.tags[name];
  }
  for (const name of Object.keys(liquid.filters)) liquid.unregisterFilter(name);
  liquid.registerFilter('default', orElse);
  for (const [name, filter] of templateFilters) liquid.registerFilter(name, toHandler(filter));
  // Every output is escaped already: what is escaped by hand too would show its entities.
  if (as === 'html') liquid.registerFilter('escape', (value) => value);
  return liquid;
}

interface FilterScope {
  context: Context;
}

/** The last filter of every output. */
function toOutput(as: RenderAs) {
  return function (this: FilterScope | undefined, value: unknown): string {
    if (!this) return '';
    if (value instanceof Missing) {
      const missing = this.context.getRegister<Set<string>>(MISSING);
      for (const name of value.names) missing.add(name);
      return '';
    }
    const text = as === 'html' ? escapeHtml(toText(value)) : toText(value);
    use(this.context, text.length);
    return text;
  };
}

/** What is missing stays missing, until a `default` comes. */
function toHandler(filter: TemplateFilter) {
  return function (this: FilterScope, value: unknown, ...args: unknown[]): unknown {
    const given = [value, ...args];
    const names = given.flatMap((each) => (each instanceof Missing ? each.names : []));
    if (names.length > 0) return new Missing(names);
    const [text = '', ...texts] = given.map(toText);
    const made = filter.apply(text, ...texts);
    use(this.context, text.length + texts.join('').length + made.length);
    return made;
  };
}

/** A search can take as long as the product of both lengths: it is counted so. */
function contains(left: unknown, right: unknown, context: Context): boolean {
  const [text, part] = [toText(left), toText(right)];
  use(context, text.length * part.length);
  return toValue(left) !== null && toValue(right) !== null && text.includes(part);
}

/** Counts before it refuses: what ends a rendering was work, too. */
function use(context: Context, characters: number): void {
  const work: RenderWork = context.getRegister(WORK);
  work.spent += Math.min(characters, WORK_MAX);
  context.memoryLimit.use(characters);
}

function orElse(value: unknown, fallback: unknown): unknown {
  const plain: unknown = toValue(value);
  const isEmpty = plain === null || plain === undefined || plain === false || plain === '';
  if (!isEmpty) return value;
  const isHopeless = value instanceof Missing && fallback instanceof Missing;
  return isHopeless ? new Missing([...value.names, ...fallback.names]) : fallback;
}

/** Liquid's own words (`nil`, `blank`, `empty`) are objects, and write nothing. */
function toText(value: unknown): string {
  const plain: unknown = toValue(value);
  return plain === null || plain === undefined || typeof plain === 'object' ? '' : String(plain);
}

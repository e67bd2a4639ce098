import { Context, Drop, defaultOperators, Liquid, LiquidError, TokenKind, toValue } from 'liquidjs';
import { inspectTemplate } from './templates/inspect-template.ts';
import { TemplateFault } from './templates/template-fault.ts';
import { escapeHtml, type TemplateFilter, templateFilters } from './templates/template-filters.ts';
import { checkMarkup, isTemplate, TEMPLATE_MAX } from './templates/template-markup.ts';
import { availableTags, toTemplateRule } from './templates/template-rule.ts';

/** What became of a template. */
export type Rendering =
  | { kind: 'rendered'; text: string }
  /** Names that were needed, that nobody knows, and that have no default. */
  | { kind: 'missing'; names: string[] }
  | { kind: 'refused'; rule: string; line: number; column: number };

/** What the result is: `html` escapes all that is put in. */
export type RenderAs = 'text' | 'html';

/** A rendering has at most so many UTF-16 units. */
export const RENDERED_MAX = 1_000_000;
/** Of all that goes into filters, and comes out of them and of outputs. */
const WORK_MAX = 1_000_000;
/** The other limits end it long before this one, even on a busy machine. */
const RENDER_MS_MAX = 1_000;
/** The register with the names that were missing. */
const MISSING = 'missing';

/** A variable that nobody knows: false where it is asked about, noted where it is written. */
class Missing extends Drop {
  readonly names: readonly string[];
  constructor(names: readonly string[]) {
    super();
    this.names = names;
  }
  override valueOf(): null {
    return null;
  }
}

const engines: Record<RenderAs, Liquid> = {
  text: createEngine('text'),
  html: createEngine('html'),
};

/**
 * Renders a template of a safe subset of Liquid (N9): no loops, no assignments, no files, and
 * variables that are texts. Its work is bounded by its length. Never throws on a bad template.
 *
 * @example
 * renderTemplate('Hi {{ firstName | default: "there" }}', {}, 'text')
 * // { kind: 'rendered', text: 'Hi there' }
 */
export function renderTemplate(
  source: string,
  variables: Readonly<Record<string, string>>,
  as: RenderAs,
): Rendering {
  if (!isTemplate(source)) return { kind: 'rendered', text: source };
  try {
    checkMarkup(source);
    return evaluate(engines[as], source, variables);
  } catch (error) {
    return toRefusal(source, toFault(error));
  }
}

function evaluate(
  liquid: Liquid,
  source: string,
  variables: Readonly<Record<string, string>>,
): Rendering {
  const templates = liquid.parse(source);
  // Without a prototype: `constructor` is a variable like any other, and nobody knows it.
  const scope: Record<string, unknown> = Object.create(null);
  for (const name of inspectTemplate(templates, TokenKind)) {
    scope[name] = Object.hasOwn(variables, name) ? variables[name] : new Missing([name]);
  }
  const context = new Context(scope, liquid.options, { sync: true }, { liquid });
  const missing: Set<string> = context.setRegister(MISSING, new Set());
  // Half a surrogate pair is nothing that a database takes.
  const text = String(liquid.renderSync(templates, context)).toWellFormed();
  if (missing.size > 0) return { kind: 'missing', names: [...missing] };
  if (text.length <= RENDERED_MAX) return { kind: 'rendered', text };
  throw new TemplateFault('the template makes too much text');
}

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
    this.context.memoryLimit.use(text.length);
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
    this.context.memoryLimit.use(text.length + texts.join('').length + made.length);
    return made;
  };
}

/** A search can take as long as the product of both lengths: it is counted so. */
function contains(left: unknown, right: unknown, context: Context): boolean {
  const [text, part] = [toText(left), toText(right)];
  context.memoryLimit.use(text.length * part.length);
  return toValue(left) !== null && toValue(right) !== null && text.includes(part);
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

/** What the engine says quotes the template: its cause and place are taken, not its words. */
function toFault(error: unknown): TemplateFault {
  if (error instanceof TemplateFault) return error;
  // Of the stack: only tags in tags in tags come so far.
  if (error instanceof RangeError) return new TemplateFault('the template is nested too deep');
  if (!LiquidError.is(error)) throw error;
  const { originalError: cause, token } = error;
  if (cause instanceof TemplateFault) return new TemplateFault(cause.message, token.begin);
  return new TemplateFault(toTemplateRule((cause ?? error).message), token.begin);
}

function toRefusal(source: string, { message: rule, offset }: TemplateFault): Rendering {
  const lines = source.slice(0, offset).split('\n');
  return { kind: 'refused', rule, line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}

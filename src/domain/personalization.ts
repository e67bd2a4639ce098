import { Context, type Liquid, LiquidError, TokenKind } from 'liquidjs';
import { inspectTemplate } from './templates/inspect-template.ts';
import {
  countEvaluated,
  countMade,
  countRead,
  createRenderWork,
  type RenderWork,
} from './templates/render-work.ts';
import { engines, MISSING, Missing, type RenderAs, WORK } from './templates/template-engine.ts';
import { TemplateFault } from './templates/template-fault.ts';
import { checkMarkup, isTemplate } from './templates/template-markup.ts';
import { toTemplateRule } from './templates/template-rule.ts';

/** What became of a template. */
export type Rendering =
  | { kind: 'rendered'; text: string }
  /** Names that were needed, that nobody knows, and that have no default. */
  | { kind: 'missing'; names: string[] }
  | { kind: 'refused'; rule: string; line: number; column: number };

/** A rendering has at most so many UTF-16 units. */
export const RENDERED_MAX = 1_000_000;
// Of templates that are rendered together: a batch has one or a few, in its defaults.
const READ_MAX = 20;

interface ReadTemplate {
  nodes: ReturnType<Liquid['parse']>;
  names: ReadonlySet<string>;
  values: number;
}

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
  return renderCounted(source, variables, { as, work: createRenderWork() });
}

/** The same as one of many, which reads a template that they share once, and counts its work. */
export function renderCounted(
  source: string,
  variables: Readonly<Record<string, string>>,
  { as, work }: { as: RenderAs; work: RenderWork },
): Rendering {
  if (!isTemplate(source)) return { kind: 'rendered', text: source };
  try {
    const template = readTemplate(source, as, work);
    countEvaluated(work, template.values);
    const rendering = evaluate(template, variables, { as, work });
    if (rendering.kind === 'rendered') countMade(work, rendering.text.length);
    return rendering;
  } catch (error) {
    countRead(work, source.length, 0);
    return toRefusal(source, toFault(error));
  }
}

function readTemplate(source: string, as: RenderAs, work: RenderWork): ReadTemplate {
  const known = work.read[as].get(source);
  if (known) return known as ReadTemplate;
  countRead(work, source.length, 0);
  countRead(work, 0, checkMarkup(source));
  const nodes = engines[as].parse(source);
  const read = { nodes, ...inspectTemplate(nodes, TokenKind) };
  if (work.read[as].size < READ_MAX) work.read[as].set(source, read);
  return read;
}

function evaluate(
  { nodes, names }: ReadTemplate,
  variables: Readonly<Record<string, string>>,
  { as, work }: { as: RenderAs; work: RenderWork },
): Rendering {
  const liquid = engines[as];
  // Without a prototype: `constructor` is a variable like any other, and nobody knows it.
  const scope: Record<string, unknown> = Object.create(null);
  for (const name of names) {
    scope[name] = Object.hasOwn(variables, name) ? variables[name] : new Missing([name]);
  }
  const context = new Context(scope, liquid.options, { sync: true }, { liquid });
  const missing: Set<string> = context.setRegister(MISSING, new Set());
  context.setRegister(WORK, work);
  // Half a surrogate pair is nothing that a database takes.
  const text = String(liquid.renderSync(nodes, context)).toWellFormed();
  if (missing.size > 0) return { kind: 'missing', names: [...missing] };
  if (text.length <= RENDERED_MAX) return { kind: 'rendered', text };
  throw new TemplateFault('the template makes too much text');
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

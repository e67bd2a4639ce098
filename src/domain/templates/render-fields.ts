import type { Problem } from '../errors.ts';
import { type Rendering, renderCounted } from '../personalization.ts';
import { createRenderWork, type RenderWork } from './render-work.ts';
import { type TemplatedField, type TemplatedTexts, templatedFields } from './templated-fields.ts';

export type RenderedFields =
  | { kind: 'rendered'; texts: TemplatedTexts }
  /** `names` of all fields, each once. */
  | { kind: 'missing'; names: string[]; problems: Problem[] }
  | { kind: 'refused'; problems: Problem[] };

/**
 * Renders a message's templates, all of them, so that all that is wrong is said at once (N9). What
 * a channel takes is checked by its caller.
 *
 * @param work of the messages that are rendered together with this one.
 */
export function renderFields(
  templates: TemplatedTexts,
  variables: Readonly<Record<string, string>>,
  work: RenderWork = createRenderWork(),
): RenderedFields {
  const texts: TemplatedTexts = {};
  const names = new Set<string>();
  const missing: Problem[] = [];
  const refused: Problem[] = [];
  for (const field of templatedFields) {
    const source = templates[field];
    if (source === undefined) continue;
    const as = field === 'html' ? 'html' : 'text';
    const rendering = renderCounted(source, variables, { as, work });
    if (rendering.kind === 'missing') {
      for (const name of rendering.names) names.add(name);
      missing.push(toProblem(field, `needs ${rendering.names.join(', ')}`));
    } else {
      const rule = brokenRule(field, rendering);
      if (rule !== null) refused.push(toProblem(field, rule));
      if (rendering.kind === 'rendered') texts[field] = rendering.text;
    }
  }
  if (refused.length > 0) return { kind: 'refused', problems: refused };
  if (names.size > 0) return { kind: 'missing', names: [...names], problems: missing };
  return { kind: 'rendered', texts };
}

/** What the wire asks of a text that is no template is asked of what became of one. */
function brokenRule(
  field: TemplatedField,
  rendering: Exclude<Rendering, { kind: 'missing' }>,
): string | null {
  if (rendering.kind === 'refused') {
    const { line, column, rule } = rendering;
    return `cannot be rendered, line ${line}, column ${column}: ${rule}`;
  }
  if (rendering.text.trim() === '') return 'renders to nothing';
  if (rendering.text.includes('\0')) return 'renders to a text with NUL';
  const isBroken = field === 'subject' && /[\r\n]/.test(rendering.text);
  return isBroken ? 'renders to more than one line' : null;
}

function toProblem(field: TemplatedField, rule: string): Problem {
  return { pointer: `/${field}`, detail: `${field} ${rule}` };
}

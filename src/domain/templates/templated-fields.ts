import { isTemplate } from './template-markup.ts';

/** The fields of a message that may be templates (N9). */
export const templatedFields = ['subject', 'text', 'html'] as const;
export type TemplatedField = (typeof templatedFields)[number];

/** Texts by field: sources, or what they were rendered to. */
export type TemplatedTexts = { [F in TemplatedField]?: string };

/** Those of a message's fields that have template syntax; `null` when there is none. */
export function pickTemplates(
  sources: {
    [F in TemplatedField]?: string | null | undefined;
  },
): TemplatedTexts | null {
  const found: TemplatedTexts = {};
  for (const field of templatedFields) {
    const source = sources[field];
    if (source && isTemplate(source)) found[field] = source;
  }
  return Object.keys(found).length > 0 ? found : null;
}

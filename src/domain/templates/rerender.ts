import type { ErrorCode } from '../errors.ts';
import type { Channel } from '../message.ts';
import { type Content, contentProblems } from '../message-content.ts';
import { type PersonalFields, toPersonalVariables } from './personal-variables.ts';
import { renderFields } from './render-fields.ts';
import type { RenderWork } from './render-work.ts';
import { type TemplatedField, type TemplatedTexts, templatedFields } from './templated-fields.ts';

/** A message that was accepted, with what its texts were made of. */
export interface TemplatedMessage extends Content {
  channel: Channel;
  templates: TemplatedTexts | null;
  variables: Readonly<Record<string, string>>;
}

/** What a change of its contact makes of a message. */
export type Rerendering =
  | { kind: 'same' }
  | { kind: 'changed'; texts: TemplatedTexts; fields: TemplatedField[] }
  /** It cannot be rendered any more: what was accepted stays. */
  | { kind: 'kept'; why: ErrorCode; missing: string[] };

/** Renders a pending message anew for its contact as it is now (N9). */
export function rerender(
  message: TemplatedMessage,
  contact: PersonalFields,
  work?: RenderWork,
): Rerendering {
  if (message.templates === null) return { kind: 'same' };
  const variables = toPersonalVariables(contact, message.variables);
  const rendered = renderFields(message.templates, variables, work);
  switch (rendered.kind) {
    case 'missing':
      return { kind: 'kept', why: 'variables_missing', missing: rendered.names };
    case 'refused':
      return { kind: 'kept', why: 'validation_failed', missing: [] };
    case 'rendered':
      return compare(message, rendered.texts);
  }
}

function compare(message: TemplatedMessage, texts: TemplatedTexts): Rerendering {
  const fields = templatedFields.filter(
    (field) => texts[field] !== undefined && texts[field] !== message[field],
  );
  if (fields.length === 0) return { kind: 'same' };
  const isTooMuch = contentProblems(message.channel, { ...message, ...texts }).length > 0;
  if (isTooMuch) return { kind: 'kept', why: 'validation_failed', missing: [] };
  return { kind: 'changed', texts, fields };
}

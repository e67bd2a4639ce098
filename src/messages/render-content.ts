import type { Scope } from '#db/scope';
import { AppError, validationFailed } from '#domain/errors';
import type { Channel } from '#domain/message';
import { contentProblems } from '#domain/message-content';
import { type RenderedFields, renderFields } from '#domain/templates/render-fields';
import { pickTemplates, type TemplatedTexts } from '#domain/templates/templated-fields';
import { findPersonalVariables, type PersonalQuestion } from './find-personal-variables.ts';
import type { MessageContent } from './message-input.ts';
import type { PlanScope } from './plan-reads.ts';
import { createRenderQueue } from './render-queue.ts';

/** What a message says, and what that was made of. */
export interface RenderedContent {
  subject: string | null;
  text: string | null;
  html: string | null;
  /** The sources of those that were templates; `null`: none was. */
  templates: TemplatedTexts | null;
}

/**
 * Renders a new message's content for its recipient (N9). One without templates costs nothing.
 *
 * @throws AppError `variables_missing`, `validation_failed`
 */
export async function renderContent(
  scope: Scope,
  content: MessageContent & { channel: Channel },
  of: PersonalQuestion,
): Promise<RenderedContent> {
  const { subject = null, text = null, html = null } = content;
  const templates = pickTemplates(content);
  if (templates === null) return { subject, text, html, templates };
  const texts = await renderFor(scope, templates, of);
  const problems = contentProblems(content.channel, { ...content, ...texts });
  if (problems.length > 0) throw validationFailed(problems);
  return { subject, text, html, ...texts, templates };
}

/**
 * Renders templates for a recipient.
 *
 * @throws AppError `variables_missing`, `validation_failed`
 */
export async function renderFor(
  scope: PlanScope,
  templates: TemplatedTexts,
  of: PersonalQuestion,
): Promise<TemplatedTexts> {
  const variables = await findPersonalVariables(scope, of);
  const { render } = scope.renders ?? createRenderQueue();
  const rendered = await render((work) => renderFields(templates, variables, work));
  if (rendered.kind === 'rendered') return rendered.texts;
  throw toRefusal(rendered);
}

function toRefusal(refused: Exclude<RenderedFields, { kind: 'rendered' }>): AppError {
  if (refused.kind === 'refused') return validationFailed(refused.problems);
  const detail = `variables without a default are missing: ${refused.names.join(', ')}`;
  return new AppError('variables_missing', detail, refused.problems);
}

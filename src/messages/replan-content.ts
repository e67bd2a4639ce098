import type { MessageRow, NewMessageRow } from '#db/messages/message-row';
import type { Scope } from '#db/scope';
import { validationFailed } from '#domain/errors';
import { contentProblems } from '#domain/message-content';
import {
  pickTemplates,
  type TemplatedTexts,
  templatedFields,
} from '#domain/templates/templated-fields';
import type { MessageChanges } from './message-input.ts';
import { renderFor } from './render-content.ts';

const plainFields = ['mediaUrls', 'contentSid', 'contentVariables'] as const;

/**
 * What an edited message says: the texts that the caller named, and with other variables whatever
 * has templates (N9). What is not asked for stays as it was accepted.
 *
 * @throws AppError `variables_missing`, `validation_failed`.
 */
export async function replanContent(
  scope: Scope,
  message: MessageRow,
  changes: MessageChanges,
): Promise<Partial<NewMessageRow>> {
  const row = { ...pick(changes, plainFields), ...(await replanTexts(scope, message, changes)) };
  const problems = contentProblems(message.channel, { ...message, ...row });
  if (problems.length > 0) throw validationFailed(problems);
  return row;
}

async function replanTexts(
  scope: Scope,
  message: MessageRow,
  changes: MessageChanges,
): Promise<Partial<NewMessageRow>> {
  const named = pick(changes, templatedFields);
  const variables = changes.variables === undefined ? message.variables : (changes.variables ?? {});
  const isNamed = Object.keys(named).length > 0;
  const isForOthers = isPersonal(message, changes);
  if (!isNamed && !isForOthers) return {};
  const templates = pickTemplates({ ...message.templates, ...named });
  const stale = isForOthers ? templates : pickTemplates(named);
  const { contactId } = message;
  const recipientName =
    changes.recipientName === undefined ? message.recipientName : changes.recipientName;
  const texts: TemplatedTexts =
    stale === null ? {} : await renderFor(scope, stale, { contactId, recipientName, variables });
  return { variables, ...named, ...texts, templates };
}

/** Whether what templates are filled with changes: without a contact, its name is the message's. */
function isPersonal(message: MessageRow, changes: MessageChanges): boolean {
  if (changes.variables !== undefined) return true;
  return message.contactId === null && changes.recipientName !== undefined;
}

function pick<T extends object, K extends keyof T>(
  from: T,
  names: readonly K[],
): Partial<Pick<T, K>> {
  const found: Partial<Pick<T, K>> = {};
  for (const name of names) if (from[name] !== undefined) found[name] = from[name];
  return found;
}

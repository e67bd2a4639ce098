import type { Problem } from './errors.ts';
import type { Channel } from './message.ts';
import { isTemplate } from './templates/template-markup.ts';

/** What a message says. A field that is null, or left out, is not there. */
export interface Content {
  subject?: string | null | undefined;
  text?: string | null | undefined;
  html?: string | null | undefined;
  mediaUrls?: readonly string[] | null | undefined;
  contentSid?: string | null | undefined;
  contentVariables?: Readonly<Record<string, string>> | null | undefined;
}

type ContentField = keyof Content;

/** Ten segments of a long SMS, Twilio's limit, and that of a WhatsApp body; an iMessage may have to go as SMS. */
export const TEXT_MAX = 1600;
/** RFC 5322, 2.1.1. */
export const SUBJECT_MAX = 998;
/** An email's text; its HTML is limited by the request's size. */
export const EMAIL_TEXT_MAX = 100_000;

const contentFields: readonly ContentField[] = [
  'subject',
  'text',
  'html',
  'mediaUrls',
  'contentSid',
  'contentVariables',
];

const fieldsOf: Record<Channel, readonly ContentField[]> = {
  email: ['subject', 'text', 'html'],
  sms: ['text'],
  mms: ['text', 'mediaUrls'],
  whatsapp: ['text', 'mediaUrls', 'contentSid', 'contentVariables'],
  imessage: ['text'],
};

/**
 * What is wrong with a message's content on its channel: fields that the channel does not have,
 * that it needs, or that are too long for it. Empty: nothing.
 *
 * @example
 * contentProblems('sms', { subject: 'Hi' })
 * // [{ pointer: '/subject', detail: 'subject is not a field of sms' },
 * //  { pointer: '/text', detail: 'text is required on sms' }]
 */
export function contentProblems(channel: Channel, content: Content): Problem[] {
  return [
    ...foreignFields(channel, content),
    ...missingFields(channel, content),
    ...longTexts(channel, content),
  ];
}

/** {@link contentProblems} of what is not rendered yet: a template may be longer than its text. */
export function sourceProblems(channel: Channel, content: Content): Problem[] {
  const { subject, text } = content;
  return [
    ...foreignFields(channel, content),
    ...missingFields(channel, content),
    ...longTexts(channel, {
      subject: subject && !isTemplate(subject) ? subject : null,
      text: text && !isTemplate(text) ? text : null,
    }),
  ];
}

function foreignFields(channel: Channel, content: Content): Problem[] {
  return contentFields
    .filter((field) => has(content, field) && !fieldsOf[channel].includes(field))
    .map((field) => problem(field, `is not a field of ${channel}`));
}

function missingFields(channel: Channel, content: Content): Problem[] {
  switch (channel) {
    case 'email':
      return missingOfEmail(content);
    case 'whatsapp':
      return missingOfWhatsApp(content);
    case 'sms':
    case 'mms':
    case 'imessage':
      return has(content, 'text') ? [] : [problem('text', `is required on ${channel}`)];
  }
}

function missingOfEmail(content: Content): Problem[] {
  const problems: Problem[] = [];
  if (!has(content, 'subject')) problems.push(problem('subject', 'is required on email'));
  if (!has(content, 'text') && !has(content, 'html')) {
    problems.push(problem('text', 'or html is required on email'));
  }
  return problems;
}

function missingOfWhatsApp(content: Content): Problem[] {
  const isTemplate = has(content, 'contentSid');
  if (isTemplate && has(content, 'text')) {
    return [problem('text', 'excludes contentSid: a template brings its own text')];
  }
  if (!isTemplate && has(content, 'contentVariables')) {
    return [problem('contentVariables', 'needs contentSid')];
  }
  if (isTemplate || has(content, 'text')) return [];
  return [problem('text', 'or contentSid is required on whatsapp')];
}

function longTexts(channel: Channel, content: Content): Problem[] {
  const max = channel === 'email' ? EMAIL_TEXT_MAX : TEXT_MAX;
  const problems: Problem[] = [];
  if (isLonger(content.subject, SUBJECT_MAX)) {
    problems.push(problem('subject', `must have at most ${SUBJECT_MAX} characters`));
  }
  if (isLonger(content.text, max)) {
    problems.push(problem('text', `must have at most ${max} characters on ${channel}`));
  }
  return problems;
}

function isLonger(text: string | null | undefined, max: number): boolean {
  // UTF-16 units are never fewer than characters: most texts need no counting.
  return !!text && text.length > max && [...text].length > max;
}

function has(content: Content, field: ContentField): boolean {
  return content[field] !== null && content[field] !== undefined;
}

function problem(field: ContentField, rule: string): Problem {
  return { pointer: `/${field}`, detail: `${field} ${rule}` };
}

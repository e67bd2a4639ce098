import { z } from '@hono/zod-openapi';
import { channels, unknownPolicies } from '#domain/message';
import { EMAIL_TEXT_MAX, SUBJECT_MAX, TEXT_MAX } from '#domain/message-content';
import { sendTimeWindowNames } from '#domain/send-time/send-time-windows';
import { ambiguousTimes, lateActions } from '#domain/timing';
import { line, prose, record } from './fields.ts';
import { idField } from './ids.ts';

const MEDIA_URLS_MAX = 10;
const URL_MAX = 2048;
// The body's limit holds before this one does.
const HTML_MAX = 1_000_000;
// Of a template, which may be longer than what it renders to.
const SUBJECT_SOURCE_MAX = 10_000;
const isTemplate =
  'A template: `{{` and `{%` are special, as in `{{ firstName | default: "there" }}`.';

const httpsUrl = line(URL_MAX, { example: 'https://example.com/picture.png' })
  .refine(isHttpsUrl, 'must be an https URL')
  .openapi({ format: 'uri', pattern: '^https://[^\\s]+$', maxLength: URL_MAX });

const ifLate = z
  .strictObject({
    after: line(64, { description: 'ISO 8601 duration, weeks to seconds.', example: 'PT15M' }),
    then: z.enum(lateActions).default('send'),
  })
  .openapi({ description: 'What is done when the message is late by more than `after`.' });

/** What can be said of a message when it is made, and when it is edited. */
export const changeableFields = {
  to: line(320, {
    description: 'A phone number or an email address. With `contactId`: one of its addresses.',
    example: '+12125550123',
  }),
  recipientName: line(200),
  from: idField(
    'The id of a sender. Left out: the last one used with the contact, else the default.',
  ),
  subject: line(SUBJECT_SOURCE_MAX, {
    description: `Email alone, which needs it. At most ${SUBJECT_MAX} characters, rendered. ${isTemplate}`,
  }),
  text: prose(EMAIL_TEXT_MAX, {
    description: `At most ${TEXT_MAX} characters but on email, rendered. ${isTemplate}`,
    example: 'Your table is booked for tonight at 8.',
  }),
  html: prose(HTML_MAX, { description: `Email alone. ${isTemplate} What is put in is escaped.` }),
  mediaUrls: z.array(httpsUrl).min(1).max(MEDIA_URLS_MAX).openapi({
    description: 'MMS and WhatsApp alone.',
  }),
  contentSid: z
    .string()
    .regex(/^[A-Za-z0-9]{1,64}$/, 'must have 1 to 64 letters and digits')
    .openapi({ description: 'WhatsApp alone: the id of a template, in the place of `text`.' }),
  contentVariables: record(
    { entries: 100, key: 64, value: 1600 },
    "WhatsApp alone: the template's variables.",
  ),
  sendAt: line(64, {
    description:
      'RFC 3339. With an offset or `Z`: an instant. Without: local time, which needs `timeZone`. Left out: now.',
    example: '2027-01-15T09:00:00-07:00',
  }),
  timeZone: line(64, { description: 'The name of an IANA time zone.', example: 'America/Denver' }),
  ambiguousTime: z.enum(ambiguousTimes).openapi({
    description: 'For a local time that does not exist, or exists twice. Left out: `compatible`.',
  }),
  ifLate,
  cancelOn: z.array(z.literal('reply')).max(1).openapi({
    description: '`["reply"]`: a reply before the send time cancels the message.',
  }),
  onUnknown: z.enum(unknownPolicies).openapi({
    description:
      'When nobody knows whether the provider took it: `reconcile` waits to learn it and never sends again; `resend` sends again, up to five times in all, and so may double it. Left out: `reconcile`.',
  }),
  variables: record(
    { entries: 100, key: 64, value: 5000 },
    'Texts for templates, over those of the contact: its fields `name`, `firstName`, `lastName`, `email`, `phone` and `timeZone`, and its own variables.',
  ),
  metadata: record(
    { entries: 20, key: 500, value: 500 },
    'Whatever the caller wants to find again.',
  ),
};

/** What is fixed when the message is made. */
export const fixedFields = {
  channel: z.enum(channels),
  contactId: idField('The id of a contact.'),
  optimize: z
    .strictObject({
      window: z.enum(sendTimeWindowNames),
      fallback: line(64, {
        description: '`now`, `windowEnd`, or an instant in the window.',
        example: 'windowEnd',
      }).optional(),
    })
    .openapi({
      description:
        'Lets the optimizer pick the moment in the window; excludes `sendAt`. Where too little is known of the recipient it goes at its `fallback`: now, when that is left out.',
    }),
  batchId: idField('The id of a batch of the workspace.'),
};

function isHttpsUrl(text: string): boolean {
  return /^https:\/\/\S+$/i.test(text) && URL.canParse(text);
}

import { z } from '@hono/zod-openapi';
import { cancelReasons, channels, timelineKinds, unknownPolicies } from '#domain/message';
import { sourceProblems } from '#domain/message-content';
import { statuses } from '#domain/status';
import { lateActions, timingKinds, timingReasons } from '#domain/timing';
import { instant, instantOrNull, version } from './fields.ts';
import { changeableFields, fixedFields } from './message-fields.ts';

/** What may be left out of a message. */
export const optionalFields = {
  contactId: fixedFields.contactId.optional(),
  to: changeableFields.to.optional(),
  recipientName: changeableFields.recipientName.optional(),
  from: changeableFields.from.optional(),
  subject: changeableFields.subject.optional(),
  text: changeableFields.text.optional(),
  html: changeableFields.html.optional(),
  mediaUrls: changeableFields.mediaUrls.optional(),
  contentSid: changeableFields.contentSid.optional(),
  contentVariables: changeableFields.contentVariables.optional(),
  sendAt: changeableFields.sendAt.optional(),
  timeZone: changeableFields.timeZone.optional(),
  ambiguousTime: changeableFields.ambiguousTime.optional(),
  optimize: fixedFields.optimize.optional(),
  ifLate: changeableFields.ifLate.optional(),
  cancelOn: changeableFields.cancelOn.optional(),
  onUnknown: changeableFields.onUnknown.optional(),
  variables: changeableFields.variables.optional(),
  batchId: fixedFields.batchId.optional(),
  metadata: changeableFields.metadata.optional(),
};

/** The body of `POST /v1/messages`. */
export const newMessage = z
  .strictObject({ channel: fixedFields.channel, ...optionalFields })
  .superRefine((input, context) => {
    const refuse = (field: string, message: string) =>
      context.addIssue({ code: 'custom', path: [field], message });
    if (input.to === undefined && input.contactId === undefined) {
      refuse('to', 'or contactId is required');
    }
    if (input.optimize !== undefined && input.sendAt !== undefined) {
      refuse('sendAt', 'excludes optimize: the optimizer picks the moment');
    }
    for (const { pointer, detail } of sourceProblems(input.channel, input)) {
      const field = pointer.slice(1);
      refuse(field, detail.slice(field.length + 1));
    }
  })
  .openapi('NewMessage', {
    description:
      'Email needs `subject`, and `text` or `html`; WhatsApp `text` or `contentSid`; the others `text`. One of `to` and `contactId` is needed.',
    example: {
      channel: 'sms',
      to: '+12125550123',
      text: 'Your table is booked for tonight at 8.',
      sendAt: '2027-01-15T09:00:00-07:00',
    },
  });

/** The body of `PATCH /v1/messages/{id}`: null clears, left out stays. */
export const messageChanges = z
  .strictObject({
    to: changeableFields.to.nullable().optional(),
    recipientName: changeableFields.recipientName.nullable().optional(),
    from: changeableFields.from.nullable().optional(),
    subject: changeableFields.subject.nullable().optional(),
    text: changeableFields.text.nullable().optional(),
    html: changeableFields.html.nullable().optional(),
    mediaUrls: changeableFields.mediaUrls.nullable().optional(),
    contentSid: changeableFields.contentSid.nullable().optional(),
    contentVariables: changeableFields.contentVariables.nullable().optional(),
    sendAt: changeableFields.sendAt.nullable().optional(),
    timeZone: changeableFields.timeZone.nullable().optional(),
    ambiguousTime: changeableFields.ambiguousTime.nullable().optional(),
    ifLate: changeableFields.ifLate.nullable().optional(),
    cancelOn: changeableFields.cancelOn.nullable().optional(),
    onUnknown: changeableFields.onUnknown.nullable().optional(),
    variables: changeableFields.variables.nullable().optional(),
    metadata: changeableFields.metadata.nullable().optional(),
  })
  .openapi('MessageChanges', {
    description: 'What to change: null clears, what is left out stays.',
    example: { sendAt: '2027-01-16T09:00:00-07:00' },
  });

const texts = z.record(z.string(), z.string());
const sender = z.strictObject({ id: z.string(), name: z.string(), address: z.string().nullable() });
const warnings = z.array(z.strictObject({ code: z.string(), detail: z.string() }));
const timing = z.strictObject({
  kind: z.enum(timingKinds),
  window: z.string().optional(),
  reason: z.enum(timingReasons),
  modelVersion: z.string().optional(),
  tzVersion: z.string().optional().openapi({ description: 'Of the zone rules.', example: '2026f' }),
  movedFrom: instant
    .optional()
    .openapi({ description: 'When it would have gone, were there no quiet hours.' }),
});

const segments = z
  .strictObject({
    encoding: z.enum(['GSM-7', 'UCS-2']),
    count: z.int().openapi({ type: 'integer', description: 'As the provider bills them.' }),
    characters: z.int().openapi({
      type: 'integer',
      description: 'As the limit of `text` counts them: one for each code point.',
    }),
  })
  .nullable()
  .openapi({ description: 'Of an SMS, of its text as rendered; null on other channels.' });

const template = z
  .strictObject({
    subject: z.string().optional(),
    text: z.string().optional(),
    html: z.string().optional(),
  })
  .nullable()
  .openapi({
    description:
      'What `subject`, `text` and `html` were rendered from, where they were templates; null where none was.',
  });

const described = {
  channel: z.enum(channels),
  contactId: z.string().nullable(),
  to: z.string(),
  recipientName: z.string().nullable(),
  from: sender,
  subject: z.string().nullable(),
  text: z.string().nullable(),
  html: z.string().nullable(),
  segments,
  sendAt: instant,
  requestedSendAt: z.string().nullable().openapi({ description: 'As the caller wrote it.' }),
  localSendAt: z.string().nullable().openapi({ description: 'On the clocks of `timeZone`.' }),
  timeZone: z.string().nullable(),
  timing,
  warnings,
};

/** A message, as it is answered. */
export const message = z
  .strictObject({
    id: z.string(),
    status: z.enum(statuses),
    ...described,
    template,
    mediaUrls: z.array(z.string()).nullable(),
    contentSid: z.string().nullable(),
    contentVariables: texts.nullable(),
    nextAttemptAt: instantOrNull,
    ifLate: z.strictObject({ after: z.string(), then: z.enum(lateActions) }).nullable(),
    cancelOn: z.array(z.string()),
    onUnknown: z.enum(unknownPolicies),
    variables: texts,
    batchId: z.string().nullable(),
    metadata: texts,
    createdAt: instant,
    updatedAt: instant,
    sentAt: instantOrNull,
    deliveredAt: instantOrNull,
    canceledAt: instantOrNull,
    cancelReason: z.enum(cancelReasons).nullable(),
    failure: z.strictObject({ code: z.string(), detail: z.string() }).nullable(),
    providerMessageId: z.string().nullable(),
    workflowId: z.string(),
    version,
  })
  .openapi('Message');

/** What a POST would do. */
export const messagePreview = z
  .strictObject({
    ...described,
    explanation: z.record(z.string(), z.unknown()).openapi({
      type: 'object',
      additionalProperties: true,
      description: 'Which rule decided what.',
    }),
  })
  .openapi('MessagePreview');

/** A message's story. */
export const timeline = z
  .strictObject({
    data: z.array(
      z.strictObject({
        id: z.string(),
        kind: z.enum(timelineKinds),
        at: instant,
        details: z
          .record(z.string(), z.unknown())
          .openapi({ type: 'object', additionalProperties: true }),
      }),
    ),
  })
  .openapi('Timeline', { description: 'Oldest first.' });

import { z } from '@hono/zod-openapi';
import {
  disabledReasons,
  endpointStatuses,
  webhookDeliveryStatuses,
  webhookEventTypes,
} from '#domain/webhook';
import { WEBHOOK_URL_MAX } from '#domain/webhook-url';
import { OVERLAP_MAX_S } from '#webhooks/rotate-secret';
import { instant, instantField, instantOrNull, line, version } from './fields.ts';
import { idField } from './ids.ts';

const EXAMPLE_URL = 'https://example.com/webhooks/punctual';

const url = line(WEBHOOK_URL_MAX, {
  description: 'https, or http where the address is allowed; no credentials, no fragment.',
  example: EXAMPLE_URL,
});
const eventType = z.enum(webhookEventTypes);
const eventTypes = z
  .array(eventType)
  .min(1, 'must name at least one type')
  .max(webhookEventTypes.length)
  .openapi({ example: ['message.sent', 'message.delivered', 'message.failed'] });
const description = line(500, { description: 'What people call it.', example: 'billing' });

/** The body of `POST /v1/webhooks`. */
export const newEndpoint = z
  .strictObject({
    url,
    eventTypes: eventTypes.optional(),
    description: description.optional(),
  })
  .openapi('NewEndpoint', {
    description: '`eventTypes` left out: all but `message.scheduled`.',
    example: { url: EXAMPLE_URL, eventTypes: ['message.sent', 'message.failed'] },
  });

/** The body of `PATCH /v1/webhooks/{id}`: null clears, left out stays. */
export const endpointChanges = z
  .strictObject({
    url: url.optional(),
    eventTypes: eventTypes.optional(),
    description: description.nullable().optional(),
    status: z.enum(endpointStatuses).optional(),
  })
  .openapi('EndpointChanges', {
    description: 'Null clears, what is left out stays.',
    example: { status: 'disabled' },
  });

/** An endpoint, as it is answered. */
export const endpoint = z
  .strictObject({
    id: z.string(),
    url: z.string(),
    description: z.string().nullable(),
    eventTypes: z.array(eventType),
    status: z.enum(endpointStatuses),
    disabledReason: z.enum(disabledReasons).nullable().openapi({
      description:
        '`requested`: by hand; `gone`: it answered 410; `failing`: nothing reached it for days.',
    }),
    disabledAt: instantOrNull,
    failingSince: instantOrNull.openapi({ description: 'Null: the last try reached it.' }),
    retryAt: instantOrNull.openapi({ description: 'Nothing is tried before then.' }),
    previousSecretUntil: instantOrNull.openapi({
      description: 'The secret that was replaced last signs as well, until then.',
    }),
    createdAt: instant,
    updatedAt: instant,
    version,
  })
  .openapi('Endpoint');

/** The same with what signs: answered when it is made. */
export const endpointWithSecret = z
  .strictObject({
    ...endpoint.shape,
    secret: z.string().openapi({
      description: 'What calls are signed with, by Standard Webhooks. Shown this once.',
      example: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    }),
  })
  .openapi('EndpointWithSecret');

/** The body of `POST /v1/webhooks/{id}/rotate-secret`. */
export const secretRotation = z
  .strictObject({
    overlapSeconds: z
      .int()
      .min(0)
      .max(OVERLAP_MAX_S)
      .optional()
      .openapi({
        ...{ type: 'integer', minimum: 0, maximum: OVERLAP_MAX_S, example: 3600 },
        description:
          'How long the old secret signs as well. Left out: a day. 0, for one that got out: all older ones end at once.',
      }),
  })
  .openapi('SecretRotation');

/** The answer of `POST /v1/webhooks/{id}/test`. */
export const endpointTest = z
  .strictObject({
    delivered: z.boolean(),
    statusCode: z.int().nullable().openapi({ description: 'Null: there was no answer.' }),
    errorCode: z.string().nullable().openapi({ description: 'Null: it was delivered.' }),
    tookMs: z.number(),
  })
  .openapi('EndpointTest');

/** One event's telling to one endpoint, as it is answered. */
export const webhookDelivery = z
  .strictObject({
    eventId: z.string().openapi({ description: 'The `webhook-id` of its calls.' }),
    type: eventType,
    at: instant.openapi({ description: 'When it happened.' }),
    status: z.enum(webhookDeliveryStatuses),
    tries: z.int().openapi({ description: 'Since it was asked for, by the event or a replay.' }),
    statusCode: z.int().nullable(),
    errorCode: z.string().nullable(),
    nextTryAt: instantOrNull.openapi({ description: 'Not before then; null: no more.' }),
    deliveredAt: instantOrNull,
    attempts: z
      .array(
        z.strictObject({
          at: instant,
          tookMs: z.int(),
          statusCode: z.int().nullable(),
          errorCode: z.string().nullable(),
        }),
      )
      .openapi({ description: 'The last five, newest first.' }),
  })
  .openapi('WebhookDelivery');

/** The body of `POST /v1/webhooks/{id}/replay`: one event, or all since an instant. */
export const replayRequest = z
  .strictObject({
    eventId: idField('The event.').optional(),
    since: instantField('All that was kept from then on.').optional(),
    until: instantField('And until then. Left out: until now.').optional(),
  })
  .transform((body, context) => {
    const { eventId, since, until } = body;
    const refuse = (field: string, message: string) => {
      context.addIssue({ code: 'custom', path: [field], message });
      return z.NEVER;
    };
    if (eventId !== undefined) {
      if (since !== undefined) return refuse('since', 'excludes eventId');
      return until === undefined ? { eventId } : refuse('until', 'needs since');
    }
    if (since === undefined) return refuse('since', 'or eventId is required');
    return until !== undefined && until < since
      ? refuse('until', 'must not be before since')
      : { since, until };
  })
  .openapi('ReplayRequest', {
    description: 'One of `eventId` and `since` is needed.',
    example: { since: '2027-01-15T09:00:00Z' },
  });

/** The answer of it. */
export const replayed = z
  .strictObject({
    replayed: z
      .int()
      .openapi({ description: 'How many are told again; those about to be do not count.' }),
    truncatedAt: instantOrNull.openapi({
      description:
        'One call takes 50,000 events: go on with this as `since`. Null: these were all.',
    }),
  })
  .openapi('Replayed');

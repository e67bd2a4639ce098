import { z } from '@hono/zod-openapi';
import { cancelReasons, channels } from '#domain/message';
import { statuses } from '#domain/status';
import { counts } from './batch-schemas.ts';
import { instant, instantOrNull, version } from './fields.ts';

const answered = z
  .string()
  .nullable()
  .openapi({ description: 'The message that it answers; null: none.' });

/** What is told of a message: as it was then, without what it says and whom it goes to. */
export const messageEventData = z
  .strictObject({
    messageId: z.string(),
    batchId: z.string().nullable(),
    status: z.enum(statuses),
    version: version.openapi({ description: 'Of two events the one with the higher is newer.' }),
    channel: z.enum(channels),
    contactId: z.string().nullable(),
    senderId: z.string(),
    sendAt: instant,
    sentAt: instantOrNull,
    deliveredAt: instantOrNull,
    canceledAt: instantOrNull,
    cancelReason: z.enum(cancelReasons).nullable(),
    providerMessageId: z.string().nullable(),
    metadata: z
      .record(z.string(), z.string())
      .openapi({ type: 'object', additionalProperties: { type: 'string' } }),
    failure: z.strictObject({ code: z.string(), detail: z.string() }).nullable(),
  })
  .openapi('MessageEventData');

/** What is told of a reply: `GET /v1/replies/{id}` has what it says. */
export const replyEventData = z
  .strictObject({
    replyId: z.string(),
    messageId: answered,
    channel: z.enum(channels),
    contactId: z.string().nullable(),
    senderId: z.string(),
  })
  .openapi('ReplyEventData');

/** What is told of a batch of which nothing is to come any more. */
export const batchEventData = z
  .strictObject({
    batchId: z.string(),
    status: z.enum(['done', 'canceled']),
    counts: z.strictObject(counts).openapi({ description: 'Its messages, by status.' }),
  })
  .openapi('BatchEventData');

/** What is told of an endpoint that was given up. */
export const endpointEventData = z
  .strictObject({ endpointId: z.string(), reason: z.enum(['gone', 'failing']) })
  .openapi('EndpointEventData');

/** What an endpoint is told that is only tried out. */
export const endpointTestData = z
  .strictObject({ endpointId: z.string() })
  .openapi('EndpointTestData');

import { type OpenAPIHono, z } from '@hono/zod-openapi';
import { type WebhookEventType, webhookEventTypes } from '#domain/webhook';
import { instant } from './fields.ts';
import type { HttpEnv } from './http-env.ts';
import {
  batchEventData,
  endpointEventData,
  endpointTestData,
  messageEventData,
  replyEventData,
} from './webhook-event-schemas.ts';

const told: Record<WebhookEventType | 'endpoint.test', string> = {
  'message.scheduled': 'A message was accepted',
  'message.rescheduled': 'The send time of a message moved',
  'message.canceled': 'A message was canceled',
  'message.sent': 'A provider has a message',
  'message.delivered': 'A message arrived',
  'message.undelivered': 'A provider could not deliver a message',
  'message.failed': 'A message is not sent',
  'message.unknown': 'Nobody can tell yet whether a provider took a message',
  'reply.received': 'Somebody answered, or wrote',
  'batch.completed': 'Of a batch nothing is pending any more',
  'endpoint.disabled': 'Another endpoint of the workspace was given up',
  'endpoint.test': 'An endpoint is tried out',
};
const headers = z.object({
  'webhook-id': z
    .string()
    .openapi({ description: 'The id of the event, the same however often it is told.' }),
  'webhook-timestamp': z.string().openapi({ description: 'When this try began: epoch seconds.' }),
  'webhook-signature': z.string().openapi({
    description: 'By Standard Webhooks, one for each live secret, with blanks between them.',
  }),
});
const responses = {
  '2XX': { description: 'It is taken.' },
  410: { description: 'Nothing more is wanted: the endpoint is disabled.' },
  default: { description: 'It is told again later.' },
};

/** Has the OpenAPI document say what endpoints are told, by type of event (H6). */
export function documentWebhooks(app: OpenAPIHono<HttpEnv>): void {
  for (const type of [...webhookEventTypes, 'endpoint.test'] as const) {
    const body = z.strictObject({ type: z.literal(type), timestamp: instant, data: dataOf(type) });
    app.openAPIRegistry.registerWebhook({
      method: 'post',
      path: type,
      operationId: `on_${type.replace('.', '_')}`,
      tags: ['Webhooks'],
      security: [],
      summary: told[type],
      request: {
        headers,
        body: { required: true, content: { 'application/json': { schema: body } } },
      },
      responses,
    });
  }
}

function dataOf(type: keyof typeof told) {
  if (type === 'reply.received') return replyEventData;
  if (type === 'batch.completed') return batchEventData;
  if (type === 'endpoint.disabled') return endpointEventData;
  return type === 'endpoint.test' ? endpointTestData : messageEventData;
}

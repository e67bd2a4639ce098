import { z } from '@hono/zod-openapi';
import { channels } from '#domain/message';
import { listSinkDeliveries } from '#sink/list-sink-deliveries';
import { defineRoute, type Route } from './define-route.ts';
import { instant } from './fields.ts';
import type { HttpDeps } from './http-deps.ts';
import { idField } from './ids.ts';
import { pageOf, pageQuery, toPageAnswer, toPageRequest } from './pages.ts';

const sinkDelivery = z
  .strictObject({
    id: z.string(),
    messageId: z.string(),
    channel: z.enum(channels),
    from: z.string(),
    to: z.string(),
    subject: z.string().nullable(),
    text: z.string().nullable(),
    html: z.string().nullable(),
    headers: z.record(z.string(), z.string()),
    deliveredAt: instant,
  })
  .openapi('SinkDelivery');

const query = z.strictObject({
  messageId: idField('Deliveries of this message.').optional(),
  ...pageQuery('sinkDelivery'),
});

/** The routes under `/v1/sink`. */
export function sinkRoutes(deps: HttpDeps): Route[] {
  return [
    defineRoute(deps, {
      method: 'get',
      path: '/v1/sink/deliveries',
      operationId: 'listSinkDeliveries',
      tag: 'Sink',
      summary: 'List what the sink was given',
      description: 'Senders of provider `sink` write down what they would send.',
      query,
      status: 200,
      answer: pageOf(sinkDelivery, 'SinkDeliveryPage'),
      answerDescription: 'Deliveries, newest first.',
      run: async (scope, input) => {
        const { messageId } = input.query;
        const page = toPageRequest(input.query);
        return { body: toPageAnswer(await listSinkDeliveries(scope, { messageId }, page)) };
      },
    }),
  ];
}

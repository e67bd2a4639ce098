import { z } from '@hono/zod-openapi';
import { channels } from '#domain/message';
import { getReply } from '#replies/get-reply';
import { listReplies } from '#replies/list-replies';
import { defineRoute, type Route } from './define-route.ts';
import { addressParameter, instant } from './fields.ts';
import type { HttpDeps } from './http-deps.ts';
import { idField, idParams } from './ids.ts';
import { pageOf, pageQuery, toPageAnswer, toPageRequest } from './pages.ts';

const tag = 'Messages';

/** A reply, as it is answered. */
export const reply = z
  .strictObject({
    id: z.string(),
    at: instant.openapi({ description: 'When it came.' }),
    channel: z.enum(channels),
    contactId: z.string().nullable().openapi({
      description: 'Null: it came from an address that no contact was known by.',
    }),
    senderId: z.string().openapi({ description: 'The sender that it came to.' }),
    from: z.string(),
    subject: z.string().nullable(),
    text: z.string().nullable(),
    html: z.string().nullable(),
    mediaUrls: z.array(z.string()).nullable(),
    messageId: z.string().nullable().openapi({ description: 'The message that it answers.' }),
  })
  .openapi('Reply');

const query = z.strictObject({
  contactId: idField('Of this contact alone.').optional(),
  from: addressParameter(320, {
    description: 'From this number or address alone.',
    example: '+12125550123',
  }).optional(),
  unknown: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional()
    .openapi({
      type: 'string',
      enum: ['true', 'false'],
      description: '`true`: only from addresses that no contact was known by; `false`: the others.',
    }),
  ...pageQuery('reply'),
});

/** The routes under `/v1/replies`. */
export function replyRoutes(deps: HttpDeps): Route[] {
  return [listRoute(deps), getRoute(deps)];
}

function getRoute(deps: HttpDeps): Route {
  return defineRoute(deps, {
    method: 'get',
    path: '/v1/replies/{id}',
    operationId: 'getReply',
    tag,
    summary: 'Get a reply',
    params: idParams('reply'),
    status: 200,
    answer: reply,
    answerDescription: 'The reply.',
    run: async (scope, { params }) => ({ body: await getReply(scope, params.id) }),
  });
}

function listRoute(deps: HttpDeps): Route {
  return defineRoute(deps, {
    method: 'get',
    path: '/v1/replies',
    operationId: 'listReplies',
    tag,
    summary: 'List replies',
    description: 'What came in on all channels, from contacts and from unknown addresses.',
    query,
    status: 200,
    answer: pageOf(reply, 'ReplyPage'),
    answerDescription: 'Replies, newest first.',
    run: async (scope, input) => {
      const { limit, cursor, ...filter } = input.query;
      const page = toPageRequest({ limit, cursor });
      return { body: toPageAnswer(await listReplies(scope, filter, page)) };
    },
  });
}

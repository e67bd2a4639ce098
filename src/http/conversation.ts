import { z } from '@hono/zod-openapi';
import { getConversation } from '#contacts/get-conversation';
import { channels } from '#domain/message';
import { defineRoute, type Route } from './define-route.ts';
import { instant } from './fields.ts';
import type { HttpDeps } from './http-deps.ts';
import { idParams } from './ids.ts';
import { message } from './message-schemas.ts';
import { pageOf, pageQuery, toPageAnswer, toPageRequest } from './pages.ts';

const at = instant.openapi({
  description: 'Of a message: when it was sent, else canceled, else is to be sent.',
});

// Of its fields and not an extension: that would be documented as a closed message, and more.
const messageItem = z
  .strictObject({
    ...message.shape,
    kind: z.literal('message'),
    at,
    label: z.string().nullable().openapi({
      description: 'Of a scheduled one: its delivery time, in the zone that it was scheduled in.',
      example: '2027-01-15 09:00 America/Vancouver',
    }),
  })
  .openapi('ConversationMessage');

const replyItem = z
  .strictObject({
    kind: z.literal('reply'),
    id: z.string(),
    at,
    channel: z.enum(channels),
    senderId: z.string().openapi({ description: 'The sender that it came to.' }),
    from: z.string(),
    subject: z.string().nullable(),
    text: z.string().nullable(),
    html: z.string().nullable(),
    mediaUrls: z.array(z.string()).nullable(),
    messageId: z.string().nullable().openapi({ description: 'The message that it answers.' }),
  })
  .openapi('ConversationReply');

const query = z.strictObject(pageQuery('conversationItem'));

/** `GET /v1/contacts/{id}/conversation`. */
export function conversationRoute(deps: HttpDeps): Route {
  return defineRoute(deps, {
    method: 'get',
    path: '/v1/contacts/{id}/conversation',
    operationId: 'getConversation',
    tag: 'Contacts',
    summary: "Read a contact's conversation",
    description: 'Messages and replies of all channels, newest first.',
    params: idParams('contact'),
    query,
    status: 200,
    answer: pageOf(z.discriminatedUnion('kind', [messageItem, replyItem]), 'Conversation'),
    answerDescription: 'Messages and replies, newest first.',
    run: async (scope, input) => {
      const page = toPageRequest(input.query);
      const { id } = input.params;
      return { body: toPageAnswer(await getConversation(deps.messageDeps, scope, id, page)) };
    },
  });
}

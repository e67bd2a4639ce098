import { z } from '@hono/zod-openapi';
import {
  type ConversationPage,
  type ConversationPlace,
  getConversation,
} from '#contacts/get-conversation';
import { encodeCursor } from './cursor.ts';
import { defineRoute, type Route } from './define-route.ts';
import { instant } from './fields.ts';
import type { HttpDeps } from './http-deps.ts';
import { idParams } from './ids.ts';
import { message } from './message-schemas.ts';
import { pageOf, pageQuery, toPageRequest } from './pages.ts';
import { reply } from './replies.ts';

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
      example: 'Tue 1 Dec 2026, 09:00 PST',
    }),
  })
  .openapi('ConversationMessage');

const replyItem = z
  .strictObject({ ...reply.shape, kind: z.literal('reply') })
  .openapi('ConversationReply');

const conversation = z
  .strictObject({
    ...pageOf(z.discriminatedUnion('kind', [messageItem, replyItem]), 'ConversationItems').shape,
    previousCursor: z.string().nullable().openapi({
      description:
        'The `cursor` of the page of what is newer, by its time: what comes in while something is still scheduled is older than that, and is found by the first page. Null: the conversation is empty.',
    }),
  })
  .openapi('Conversation');

const query = z.strictObject(pageQuery('conversationPlace'));

/** `GET /v1/contacts/{id}/conversation`. */
export function conversationRoute(deps: HttpDeps): Route {
  return defineRoute(deps, {
    method: 'get',
    path: '/v1/contacts/{id}/conversation',
    operationId: 'getConversation',
    tag: 'Contacts',
    summary: "Read a contact's conversation",
    description: 'Messages and replies of all channels, newest first, in pages in both directions.',
    params: idParams('contact'),
    query,
    status: 200,
    answer: conversation,
    answerDescription: 'Messages and replies, newest first.',
    run: async (scope, input) => {
      const { limit, cursor } = toPageRequest(input.query);
      const page = { limit, from: toPlace(cursor) };
      const found = await getConversation(deps.messageDeps, scope, input.params.id, page);
      return { body: toAnswer(found) };
    },
  });
}

function toPlace(cursor: string | undefined): ConversationPlace {
  if (cursor === undefined) return null;
  return { side: cursor.startsWith('<') ? 'older' : 'newer', id: cursor.slice(1) };
}

function toAnswer({ data, next, previous }: ConversationPage) {
  return { data, nextCursor: toCursor(next), previousCursor: toCursor(previous) };
}

function toCursor(place: ConversationPlace): string | null {
  return place && encodeCursor(`${place.side === 'older' ? '<' : '>'}${place.id}`);
}

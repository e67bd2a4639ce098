import { cancelMessage } from '#messages/cancel-message';
import { editMessage } from '#messages/edit-message';
import { getMessage } from '#messages/get-message';
import { getTimeline } from '#messages/get-timeline';
import { listMessages } from '#messages/list-messages';
import type { MessageView } from '#messages/message-view';
import { previewMessage } from '#messages/preview-message';
import { scheduleMessage } from '#messages/schedule-message';
import { defineRoute, type Route } from './define-route.ts';
import { exportMessagesRoute } from './export-messages.ts';
import type { HttpDeps } from './http-deps.ts';
import { idParams } from './ids.ts';
import { lookAtTemplates } from './look-at-templates.ts';
import { messageFilter } from './message-filter.ts';
import {
  message,
  messageChanges,
  messagePreview,
  newMessage,
  timeline,
} from './message-schemas.ts';
import { pageOf, toPageAnswer, toPageRequest } from './pages.ts';
import type { Reply } from './route-spec.ts';

const tag = 'Messages';
const params = idParams('message');

/** The routes under `/v1/messages`. */
export function messageRoutes(deps: HttpDeps): Route[] {
  return [
    postMessage(deps),
    // Before the routes with an id, which it would else be.
    postPreview(deps),
    exportMessagesRoute(deps),
    listRoute(deps),
    getRoute(deps),
    patchRoute(deps),
    cancelRoute(deps),
    timelineRoute(deps),
  ];
}

function postMessage(deps: HttpDeps): Route {
  return defineRoute(deps, {
    method: 'post',
    path: '/v1/messages',
    operationId: 'scheduleMessage',
    tag,
    summary: 'Schedule a message',
    body: newMessage,
    namesSender: true,
    status: 201,
    answer: message,
    answerDescription: 'Accepted: it goes out at `sendAt`.',
    answersETag: true,
    answersLocation: true,
    prepare: ({ body }) => lookAtTemplates(deps, [body]),
    run: async (scope, { body }) => {
      const view = await scheduleMessage(deps.messageDeps, scope, body);
      return { ...toReply(view), location: `/v1/messages/${view.id}` };
    },
  });
}

function postPreview(deps: HttpDeps): Route {
  return defineRoute(deps, {
    method: 'post',
    path: '/v1/messages/preview',
    operationId: 'previewMessage',
    tag,
    summary: 'See what a message would do',
    description:
      'Decides all that a POST decides, and stores nothing. An optimized time comes without the minutes that the id of a message adds, and nothing is held out.',
    body: newMessage,
    namesSender: true,
    status: 200,
    answer: messagePreview,
    answerDescription: 'What a POST would do.',
    prepare: ({ body }) => lookAtTemplates(deps, [body]),
    run: async (scope, { body }) => ({
      body: await previewMessage(deps.messageDeps, scope, body),
    }),
  });
}

function listRoute(deps: HttpDeps): Route {
  return defineRoute(deps, {
    method: 'get',
    path: '/v1/messages',
    operationId: 'listMessages',
    tag,
    summary: 'List messages',
    query: messageFilter,
    status: 200,
    answer: pageOf(message, 'MessagePage'),
    answerDescription: 'Messages that match all filters, newest first.',
    run: async (scope, { query }) => {
      const { limit: _, cursor: __, ...filter } = query;
      return { body: toPageAnswer(await listMessages(scope, filter, toPageRequest(query))) };
    },
  });
}

function getRoute(deps: HttpDeps): Route {
  return defineRoute(deps, {
    method: 'get',
    path: '/v1/messages/{id}',
    operationId: 'getMessage',
    tag,
    summary: 'Get a message',
    params,
    status: 200,
    answer: message,
    answerDescription: 'The message.',
    answersETag: true,
    run: async (scope, input) => toReply(await getMessage(scope, input.params.id)),
  });
}

function patchRoute(deps: HttpDeps): Route {
  return defineRoute(deps, {
    method: 'patch',
    path: '/v1/messages/{id}',
    operationId: 'editMessage',
    tag,
    summary: 'Edit or reschedule a message',
    description: 'Until it is claimed for sending. Null clears, what is left out stays.',
    params,
    body: messageChanges,
    takesIfMatch: true,
    conflicts: true,
    namesSender: true,
    status: 200,
    answer: message,
    answerDescription: 'The message as it is now.',
    answersETag: true,
    prepare: ({ body }) => lookAtTemplates(deps, [body]),
    run: async (scope, { params: { id }, body, ifMatch }) =>
      toReply(await editMessage(deps.messageDeps, scope, id, body, ifMatch)),
  });
}

function cancelRoute(deps: HttpDeps): Route {
  return defineRoute(deps, {
    method: 'post',
    path: '/v1/messages/{id}/cancel',
    operationId: 'cancelMessage',
    tag,
    summary: 'Cancel a message',
    description: '200 means that it is never sent. Takes no fields; a body may be `{}`.',
    params,
    conflicts: true,
    status: 200,
    answer: message,
    answerDescription: 'The message, canceled.',
    answersETag: true,
    run: async (scope, input) => toReply(await cancelMessage(scope, input.params.id)),
  });
}

function timelineRoute(deps: HttpDeps): Route {
  return defineRoute(deps, {
    method: 'get',
    path: '/v1/messages/{id}/timeline',
    operationId: 'getTimeline',
    tag,
    summary: "Get a message's timeline",
    params,
    status: 200,
    answer: timeline,
    answerDescription: 'All that happened to it, and why.',
    run: async (scope, input) => ({ body: await getTimeline(scope, input.params.id) }),
  });
}

function toReply(view: MessageView): Reply<MessageView> {
  return { body: view, version: view.version, keepFrom: view.sendAt };
}

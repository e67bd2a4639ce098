import { z } from '@hono/zod-openapi';
import { createSender } from '#senders/create-sender';
import { deleteSender } from '#senders/delete-sender';
import { editSender } from '#senders/edit-sender';
import { getSender } from '#senders/get-sender';
import { listSenders } from '#senders/list-senders';
import type { SenderView } from '#senders/sender-view';
import { defineRoute, type Route } from './define-route.ts';
import type { HttpDeps } from './http-deps.ts';
import { idParams } from './ids.ts';
import { pageOf, pageQuery, toPageAnswer, toPageRequest } from './pages.ts';
import type { Reply } from './route-spec.ts';
import { newSender, sender, senderChanges } from './sender-schemas.ts';

const tag = 'Senders';
const params = idParams('sender');

/** The routes under `/v1/senders`. */
export function senderRoutes(deps: HttpDeps): Route[] {
  return [postRoute(deps), listRoute(deps), getRoute(deps), patchRoute(deps), deleteRoute(deps)];
}

function postRoute(deps: HttpDeps): Route {
  return defineRoute(deps, {
    method: 'post',
    path: '/v1/senders',
    operationId: 'createSender',
    tag,
    summary: 'Add a sender',
    description: 'A new default takes the flag from the old one.',
    role: 'admin',
    body: newSender,
    conflicts: true,
    status: 201,
    answer: sender,
    answerDescription: 'The sender.',
    answersETag: true,
    answersLocation: true,
    run: async (scope, { body }) => {
      const view = await createSender(scope, body);
      return { ...toReply(view), location: `/v1/senders/${view.id}` };
    },
  });
}

function listRoute(deps: HttpDeps): Route {
  return defineRoute(deps, {
    method: 'get',
    path: '/v1/senders',
    operationId: 'listSenders',
    tag,
    summary: 'List senders',
    role: 'admin',
    query: z.strictObject(pageQuery('sender')),
    status: 200,
    answer: pageOf(sender, 'SenderPage'),
    answerDescription: 'Senders, newest first.',
    run: async (scope, { query }) => ({
      body: toPageAnswer(await listSenders(scope, toPageRequest(query))),
    }),
  });
}

function getRoute(deps: HttpDeps): Route {
  return defineRoute(deps, {
    method: 'get',
    path: '/v1/senders/{id}',
    operationId: 'getSender',
    tag,
    summary: 'Get a sender',
    role: 'admin',
    params,
    status: 200,
    answer: sender,
    answerDescription: 'The sender.',
    answersETag: true,
    run: async (scope, input) => toReply(await getSender(scope, input.params.id)),
  });
}

function patchRoute(deps: HttpDeps): Route {
  return defineRoute(deps, {
    method: 'patch',
    path: '/v1/senders/{id}',
    operationId: 'editSender',
    tag,
    summary: 'Edit a sender',
    description: 'Its channel, provider and address stay: add another sender for another address.',
    role: 'admin',
    params,
    body: senderChanges,
    takesIfMatch: true,
    status: 200,
    answer: sender,
    answerDescription: 'The sender as it is now.',
    answersETag: true,
    run: async (scope, { params: { id }, body, ifMatch }) =>
      toReply(await editSender(scope, id, body, ifMatch)),
  });
}

function deleteRoute(deps: HttpDeps): Route {
  return defineRoute(deps, {
    method: 'delete',
    path: '/v1/senders/{id}',
    operationId: 'deleteSender',
    tag,
    summary: 'Delete a sender',
    description: 'Messages that are pending from it fail when they are due.',
    role: 'admin',
    params,
    status: 204,
    answerDescription: 'Deleted.',
    run: async (scope, input) => ({ body: await deleteSender(scope, input.params.id) }),
  });
}

function toReply(view: SenderView): Reply<SenderView> {
  return { body: view, version: view.version };
}

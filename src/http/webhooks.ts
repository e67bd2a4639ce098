import { z } from '@hono/zod-openapi';
import { createEndpoint } from '#webhooks/create-endpoint';
import { deleteEndpoint } from '#webhooks/delete-endpoint';
import { editEndpoint } from '#webhooks/edit-endpoint';
import type { EndpointView } from '#webhooks/endpoint-view';
import { getEndpoint } from '#webhooks/get-endpoint';
import { listEndpoints } from '#webhooks/list-endpoints';
import { rotateSecret } from '#webhooks/rotate-secret';
import { defineRoute, type Route } from './define-route.ts';
import type { HttpDeps } from './http-deps.ts';
import { idParams } from './ids.ts';
import { pageOf, pageQuery, toPageAnswer, toPageRequest } from './pages.ts';
import {
  endpoint,
  endpointChanges,
  endpointWithSecret,
  newEndpoint,
  secretRotation,
} from './webhook-schemas.ts';

const tag = 'Webhooks';
const role = 'admin';
const params = idParams('webhook');

/** The routes under `/v1/webhooks`, but for what was told. */
export function webhookRoutes(deps: HttpDeps): Route[] {
  return [
    postRoute(deps),
    listRoute(deps),
    getRoute(deps),
    patchRoute(deps),
    deleteRoute(deps),
    rotateRoute(deps),
  ];
}

function postRoute(deps: HttpDeps): Route {
  return defineRoute(deps, {
    method: 'post',
    path: '/v1/webhooks',
    operationId: 'createEndpoint',
    tag,
    summary: 'Add an endpoint',
    description:
      'It is told of what happens from now on. At most 20. Takes no `Idempotency-Key`: its secret is shown once.',
    role,
    body: newEndpoint,
    takesIdempotencyKey: false,
    status: 201,
    answer: endpointWithSecret,
    answerDescription: 'The endpoint, with its secret.',
    answersETag: true,
    answersLocation: true,
    run: async (scope, { body }) => {
      const view = await createEndpoint(deps.webhookPoster, scope, body);
      return { body: view, version: view.version, location: `/v1/webhooks/${view.id}` };
    },
  });
}

function listRoute(deps: HttpDeps): Route {
  return defineRoute(deps, {
    method: 'get',
    path: '/v1/webhooks',
    operationId: 'listEndpoints',
    tag,
    summary: 'List endpoints',
    role,
    query: z.strictObject(pageQuery('webhook')),
    status: 200,
    answer: pageOf(endpoint, 'EndpointPage'),
    answerDescription: 'Endpoints, newest first.',
    run: async (scope, { query }) => ({
      body: toPageAnswer(await listEndpoints(scope, toPageRequest(query))),
    }),
  });
}

function getRoute(deps: HttpDeps): Route {
  return defineRoute(deps, {
    method: 'get',
    path: '/v1/webhooks/{id}',
    operationId: 'getEndpoint',
    tag,
    summary: 'Get an endpoint',
    role,
    params,
    status: 200,
    answer: endpoint,
    answerDescription: 'The endpoint.',
    answersETag: true,
    run: async (scope, input) => toReply(await getEndpoint(scope, input.params.id)),
  });
}

function patchRoute(deps: HttpDeps): Route {
  return defineRoute(deps, {
    method: 'patch',
    path: '/v1/webhooks/{id}',
    operationId: 'editEndpoint',
    tag,
    summary: 'Edit, disable or enable an endpoint',
    description:
      'A disabled one is told nothing, and what waits for it waits on; `status: "active"`, or another URL, has it told at once. What happened meanwhile is replayed when asked for.',
    role,
    params,
    body: endpointChanges,
    takesIfMatch: true,
    status: 200,
    answer: endpoint,
    answerDescription: 'The endpoint as it is now.',
    answersETag: true,
    run: async (scope, { params: { id }, body, ifMatch }) =>
      toReply(await editEndpoint({ scope, poster: deps.webhookPoster }, id, body, ifMatch)),
  });
}

function deleteRoute(deps: HttpDeps): Route {
  return defineRoute(deps, {
    method: 'delete',
    path: '/v1/webhooks/{id}',
    operationId: 'deleteEndpoint',
    tag,
    summary: 'Delete an endpoint',
    description: 'What waits for it is not told, and its log goes.',
    role,
    params,
    status: 204,
    answerDescription: 'Deleted.',
    run: async (scope, input) => ({ body: await deleteEndpoint(scope, input.params.id) }),
  });
}

function rotateRoute(deps: HttpDeps): Route {
  return defineRoute(deps, {
    method: 'post',
    path: '/v1/webhooks/{id}/rotate-secret',
    operationId: 'rotateEndpointSecret',
    tag,
    summary: "Replace an endpoint's secret",
    description:
      'Both sign every call for the overlap, then the new one alone. Until then a further rotation is 409 `conflict`, unless its `overlapSeconds` are 0: all older secrets end at once. Takes no `Idempotency-Key`: a secret is shown once.',
    role,
    params,
    body: secretRotation,
    conflicts: true,
    takesIdempotencyKey: false,
    status: 200,
    answer: endpointWithSecret,
    answerDescription: 'The endpoint, with its new secret.',
    answersETag: true,
    run: async (scope, { params: { id }, body }) => {
      const view = await rotateSecret(scope, id, body.overlapSeconds);
      return { body: view, version: view.version };
    },
  });
}

function toReply(view: EndpointView) {
  return { body: view, version: view.version };
}

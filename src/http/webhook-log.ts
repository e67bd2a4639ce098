import { z } from '@hono/zod-openapi';
import { webhookDeliveryStatuses } from '#domain/webhook';
import { listDeliveries } from '#webhooks/list-deliveries';
import { replayForEndpoint } from '#webhooks/replay-for-endpoint';
import { testEndpoint } from '#webhooks/test-endpoint';
import { defineRoute, type Route } from './define-route.ts';
import type { HttpDeps } from './http-deps.ts';
import { idParams } from './ids.ts';
import { pageOf, pageQuery, toPageAnswer, toPageRequest } from './pages.ts';
import { endpointTest, replayed, replayRequest, webhookDelivery } from './webhook-schemas.ts';

const tag = 'Webhooks';
const role = 'admin';
const params = idParams('webhook');

/** What an endpoint was told, what it is told again, and how it takes a call. */
export function webhookLogRoutes(deps: HttpDeps): Route[] {
  return [testRoute(deps), deliveriesRoute(deps), replayRoute(deps)];
}

function testRoute(deps: HttpDeps): Route {
  return defineRoute(deps, {
    method: 'post',
    path: '/v1/webhooks/{id}/test',
    operationId: 'testEndpoint',
    tag,
    summary: 'Call an endpoint now',
    description:
      'With a signed body of type `endpoint.test`, whether it is disabled or not. Nothing is kept of it. Takes no `Idempotency-Key`: each is a call.',
    role,
    params,
    takesIdempotencyKey: false,
    status: 200,
    answer: endpointTest,
    answerDescription: 'What the endpoint answered, and how fast.',
    run: async (scope, input) => ({
      body: await testEndpoint(deps.webhookPoster, scope, input.params.id),
    }),
  });
}

function deliveriesRoute(deps: HttpDeps): Route {
  return defineRoute(deps, {
    method: 'get',
    path: '/v1/webhooks/{id}/deliveries',
    operationId: 'listDeliveries',
    tag,
    summary: 'List what an endpoint was told',
    role,
    params,
    query: z.strictObject({
      status: z.enum(webhookDeliveryStatuses).optional(),
      ...pageQuery('event'),
    }),
    status: 200,
    answer: pageOf(webhookDelivery, 'WebhookDeliveryPage'),
    answerDescription: 'Deliveries of the last 30 days, those of the newest events first.',
    run: async (scope, { params: { id }, query: { status, ...page } }) => ({
      body: toPageAnswer(
        await listDeliveries(scope, { endpointId: id, status }, toPageRequest(page)),
      ),
    }),
  });
}

function replayRoute(deps: HttpDeps): Route {
  return defineRoute(deps, {
    method: 'post',
    path: '/v1/webhooks/{id}/replay',
    operationId: 'replayEvents',
    tag,
    summary: 'Have an endpoint told again',
    description:
      'One event, or all since an instant, of the types that it asks for. They are told as they were, under the same `webhook-id`. Events are kept for 30 days, where an endpoint of the workspace asked for their type.',
    role,
    params,
    body: replayRequest,
    conflicts: true,
    status: 200,
    answer: replayed,
    answerDescription: 'How many events, and where to go on when there are more.',
    run: async (scope, { params: { id }, body }) => ({
      body: await replayForEndpoint(scope, id, body),
    }),
  });
}

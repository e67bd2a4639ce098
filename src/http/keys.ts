import { z } from '@hono/zod-openapi';
import { createKey } from '#keys/create-key';
import { deleteKey } from '#keys/delete-key';
import { defineRoute, type Route } from './define-route.ts';
import { instant } from './fields.ts';
import type { HttpDeps } from './http-deps.ts';
import { idField, idParams } from './ids.ts';

const tag = 'Users and keys';

const newKey = z
  .strictObject({ userId: idField('The id of the user that the key acts as.') })
  .openapi('NewKey');

const createdKey = z
  .strictObject({
    id: z.string(),
    userId: z.string(),
    key: z.string().openapi({ description: 'Shown this once.' }),
    createdAt: instant,
  })
  .openapi('Key');

/** The routes under `/v1/keys`. */
export function keyRoutes(deps: HttpDeps): Route[] {
  return [postRoute(deps), deleteRoute(deps)];
}

function postRoute(deps: HttpDeps): Route {
  return defineRoute(deps, {
    method: 'post',
    path: '/v1/keys',
    operationId: 'createKey',
    tag,
    summary: 'Make a key',
    description: 'Takes no `Idempotency-Key`: a key is shown once, and never kept.',
    role: 'admin',
    body: newKey,
    takesIdempotencyKey: false,
    status: 201,
    answer: createdKey,
    answerDescription: 'The key.',
    run: async (scope, { body }) => ({ body: await createKey(scope, body) }),
  });
}

function deleteRoute(deps: HttpDeps): Route {
  return defineRoute(deps, {
    method: 'delete',
    path: '/v1/keys/{id}',
    operationId: 'deleteKey',
    tag,
    summary: 'Delete a key',
    description: 'It opens nothing from now on. A key may delete itself.',
    role: 'admin',
    params: idParams('key'),
    status: 204,
    answerDescription: 'Deleted.',
    run: async (scope, { params }) => ({ body: await deleteKey(scope, params.id) }),
  });
}

import { z } from '@hono/zod-openapi';
import { createKey } from '#keys/create-key';
import { deleteKey } from '#keys/delete-key';
import { listKeys } from '#keys/list-keys';
import { rotateKey } from '#keys/rotate-key';
import { defineRoute, type Route } from './define-route.ts';
import { instant, instantField, instantOrNull, line } from './fields.ts';
import type { HttpDeps } from './http-deps.ts';
import { idField, idParams } from './ids.ts';
import { pageOf, pageQuery, toPageAnswer, toPageRequest } from './pages.ts';

const tag = 'Users and keys';

const newKey = z
  .strictObject({
    userId: idField('The id of the user that the key acts as.'),
    name: line(200, { description: 'What people call it.', example: 'billing' }).optional(),
    expiresAt: instantField('It opens nothing from then on. Left out: never.').optional(),
  })
  .openapi('NewKey');

const rotation = z
  .strictObject({
    overlap: line(64, {
      description: 'How long the old key works on: ISO 8601, at most 30 days. Left out: a day.',
      example: 'PT1H',
    }).optional(),
    expiresAt: instantField(
      'When the new key ends; null: never. Needed where the old one has an end.',
    )
      .nullable()
      .optional(),
  })
  .openapi('Rotation');

const key = z
  .strictObject({
    id: z.string(),
    userId: z.string(),
    name: z.string().nullable(),
    expiresAt: instantOrNull,
    lastUsedAt: instantOrNull.openapi({ description: 'To the minute. Null: never.' }),
    createdAt: instant,
  })
  .openapi('Key');

const createdKey = z
  .strictObject({ ...key.shape, key: z.string().openapi({ description: 'Shown this once.' }) })
  .openapi('CreatedKey');

/** The routes under `/v1/keys`. */
export function keyRoutes(deps: HttpDeps): Route[] {
  return [postRoute(deps), listRoute(deps), rotateRoute(deps), deleteRoute(deps)];
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

function listRoute(deps: HttpDeps): Route {
  return defineRoute(deps, {
    method: 'get',
    path: '/v1/keys',
    operationId: 'listKeys',
    tag,
    summary: 'List keys',
    role: 'admin',
    query: z.strictObject({
      userId: idField('Keys that act as this user.').optional(),
      ...pageQuery('key'),
    }),
    status: 200,
    answer: pageOf(key, 'KeyPage'),
    answerDescription: 'Keys, newest first; those that have expired too.',
    run: async (scope, { query: { userId, ...page } }) => ({
      body: toPageAnswer(await listKeys(scope, { userId }, toPageRequest(page))),
    }),
  });
}

function rotateRoute(deps: HttpDeps): Route {
  return defineRoute(deps, {
    method: 'post',
    path: '/v1/keys/{id}/rotate',
    operationId: 'rotateKey',
    tag,
    summary: 'Replace a key',
    description:
      'Both work for the `overlap`, then the new one alone. Takes no `Idempotency-Key`: a key is shown once, and never kept.',
    role: 'admin',
    params: idParams('key'),
    body: rotation,
    takesIdempotencyKey: false,
    conflicts: true,
    status: 201,
    answer: createdKey,
    answerDescription: 'The new key.',
    run: async (scope, { params, body }) => ({ body: await rotateKey(scope, params.id, body) }),
  });
}

function deleteRoute(deps: HttpDeps): Route {
  return defineRoute(deps, {
    method: 'delete',
    path: '/v1/keys/{id}',
    operationId: 'deleteKey',
    tag,
    summary: 'Delete a key',
    description:
      'It opens nothing from now on. A key may delete itself; the last one of an admin stays.',
    role: 'admin',
    params: idParams('key'),
    conflicts: true,
    status: 204,
    answerDescription: 'Deleted.',
    run: async (scope, { params }) => ({ body: await deleteKey(scope, params.id) }),
  });
}

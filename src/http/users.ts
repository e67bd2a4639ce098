import { z } from '@hono/zod-openapi';
import { roles } from '#domain/actor';
import { createUser } from '#users/create-user';
import { editUser } from '#users/edit-user';
import { getUser } from '#users/get-user';
import { listUsers } from '#users/list-users';
import { defineRoute, type Route } from './define-route.ts';
import { instant, line } from './fields.ts';
import type { HttpDeps } from './http-deps.ts';
import { idParams } from './ids.ts';
import { pageOf, pageQuery, toPageAnswer, toPageRequest } from './pages.ts';

const tag = 'Users and keys';
const params = idParams('user');

const newUser = z
  .strictObject({
    name: line(200, { example: 'Ana Lima' }),
    email: line(254, { example: 'ana@example.com' }).openapi({ format: 'email' }),
    role: z.enum(roles),
  })
  .openapi('NewUser');

const user = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    role: z.enum(roles),
    createdAt: instant,
  })
  .openapi('User');

const userChanges = z
  .strictObject({ name: line(200).optional(), role: z.enum(roles).optional() })
  .openapi('UserChanges', { description: 'What is left out stays.' });

/** The routes under `/v1/users`. */
export function userRoutes(deps: HttpDeps): Route[] {
  return [postRoute(deps), listRoute(deps), getRoute(deps), patchRoute(deps)];
}

function postRoute(deps: HttpDeps): Route {
  return defineRoute(deps, {
    method: 'post',
    path: '/v1/users',
    operationId: 'createUser',
    tag,
    summary: 'Add a user',
    role: 'admin',
    body: newUser,
    conflicts: true,
    status: 201,
    answer: user,
    answerDescription: 'The user.',
    answersLocation: true,
    run: async (scope, { body }) => {
      const view = await createUser(scope, body);
      return { body: view, location: `/v1/users/${view.id}` };
    },
  });
}

function listRoute(deps: HttpDeps): Route {
  return defineRoute(deps, {
    method: 'get',
    path: '/v1/users',
    operationId: 'listUsers',
    tag,
    summary: 'List users',
    role: 'admin',
    query: z.strictObject(pageQuery('user')),
    status: 200,
    answer: pageOf(user, 'UserPage'),
    answerDescription: 'Users, newest first.',
    run: async (scope, { query }) => ({
      body: toPageAnswer(await listUsers(scope, toPageRequest(query))),
    }),
  });
}

function getRoute(deps: HttpDeps): Route {
  return defineRoute(deps, {
    method: 'get',
    path: '/v1/users/{id}',
    operationId: 'getUser',
    tag,
    summary: 'Get a user',
    role: 'admin',
    params,
    status: 200,
    answer: user,
    answerDescription: 'The user.',
    run: async (scope, input) => ({ body: await getUser(scope, input.params.id) }),
  });
}

function patchRoute(deps: HttpDeps): Route {
  return defineRoute(deps, {
    method: 'patch',
    path: '/v1/users/{id}',
    operationId: 'editUser',
    tag,
    summary: 'Edit a user',
    description: 'What their keys may do follows at once. The last admin stays one.',
    role: 'admin',
    params,
    body: userChanges,
    conflicts: true,
    status: 200,
    answer: user,
    answerDescription: 'The user as it is now.',
    run: async (scope, input) => ({ body: await editUser(scope, input.params.id, input.body) }),
  });
}

import { z } from '@hono/zod-openapi';
import { roles } from '#domain/actor';
import { createUser } from '#users/create-user';
import { defineRoute, type Route } from './define-route.ts';
import { instant, line } from './fields.ts';
import type { HttpDeps } from './http-deps.ts';

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

/** The routes under `/v1/users`. */
export function userRoutes(deps: HttpDeps): Route[] {
  return [
    defineRoute(deps, {
      method: 'post',
      path: '/v1/users',
      operationId: 'createUser',
      tag: 'Users and keys',
      summary: 'Add a user',
      role: 'admin',
      body: newUser,
      conflicts: true,
      status: 201,
      answer: user,
      answerDescription: 'The user.',
      run: async (scope, { body }) => ({ body: await createUser(scope, body) }),
    }),
  ];
}

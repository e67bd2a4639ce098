import type { MiddlewareHandler } from 'hono';
import type { Role } from '#domain/actor';
import { AppError } from '#domain/errors';
import type { HttpDeps } from './http-deps.ts';
import type { HttpEnv } from './http-env.ts';

// A key is 24 or more printable characters; longer than this is none of ours.
const BEARER = /^Bearer +([\x20-\x7e]{1,512})$/i;

/**
 * Lets only known keys in, before anything of the body is read, and only admins where `role` says.
 */
export function authenticateRequest(deps: HttpDeps, role: Role): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    const key = BEARER.exec(c.req.header('Authorization') ?? '')?.[1];
    if (key === undefined) {
      throw new AppError('unauthorized', 'Authorization must be "Bearer" and an API key');
    }
    const actor = await deps.authenticate(key);
    if (!actor) throw new AppError('unauthorized', 'the API key is unknown, or has expired');
    c.set('actor', actor);
    if (role === 'admin' && actor.role !== 'admin') {
      throw new AppError('forbidden', 'this is for admins: the key acts as a user');
    }
    await next();
  };
}

import type { Context } from 'hono';
import type { Actor } from '#domain/actor';
import { AppError } from '#domain/errors';
import type { HttpEnv } from './http-env.ts';

/** Who the request's key acts as. @throws AppError `unauthorized` where nobody asked for a key */
export function actorOf(c: Context<HttpEnv>): Actor {
  const actor = c.get('actor');
  if (!actor) throw new AppError('unauthorized', 'the request has no key');
  return actor;
}

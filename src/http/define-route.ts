import type { OpenAPIHono, z } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { answerRequest } from './answer-request.ts';
import { authenticateRequest } from './authenticate-request.ts';
import { documentRoute } from './document-route.ts';
import type { HttpDeps } from './http-deps.ts';
import type { HttpEnv } from './http-env.ts';
import { limitBody } from './limit-body.ts';
import { type RouteSpec, readsBody } from './route-spec.ts';

/** A route that can be put into an app, whatever its types. */
export interface Route {
  register(app: OpenAPIHono<HttpEnv>): void;
}

/**
 * Makes a route that asks, in this order: a known key, a role that may, a body that is not too
 * large and is JSON, fields that fit; then runs the verb in one transaction. The route's own parse
 * and not the framework's validators: those check piecemeal, before the key, and take a missing
 * body for an empty one.
 */
export function defineRoute<
  P extends z.ZodObject,
  Q extends z.ZodObject,
  B extends z.ZodType,
  A extends z.ZodType,
>(deps: HttpDeps, spec: RouteSpec<P, Q, B, A>): Route {
  const guards: MiddlewareHandler<HttpEnv>[] = [
    authenticateRequest(deps, spec.role ?? 'user'),
    ...(readsBody(spec) ? [limitBody(spec.bodyMax)] : []),
  ];
  return {
    register(app) {
      app.openAPIRegistry.registerPath(documentRoute(spec));
      // Every id has a prefix: without one it is another route, such as /v1/messages/preview.
      const path = spec.path.replaceAll('{id}', ':id{[a-z]+_[^/]+}');
      app.on([spec.method.toUpperCase()], [path], ...guards, (c) => answerRequest(deps, spec, c));
    },
  };
}

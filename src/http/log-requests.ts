import type { MiddlewareHandler } from 'hono';
import type { HttpDeps } from './http-deps.ts';
import type { HttpEnv } from './http-env.ts';
import { routeTemplate } from './route-template.ts';

// Asked every few seconds by machines.
const quiet = new Set(['/livez', '/readyz', '/metrics']);

/** One line for each request: neither path nor query, which may hold an address (K3). */
export function logRequests(deps: HttpDeps): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    const startedMs = performance.now();
    await next();
    const route = routeTemplate(c);
    const level = quiet.has(route) ? 'debug' : 'info';
    deps.log[level](
      {
        method: c.req.method.slice(0, 10),
        route,
        status: c.res.status,
        durationMs: Math.round((performance.now() - startedMs) * 10) / 10,
        requestId: c.get('requestId'),
        workspaceId: c.get('actor')?.workspaceId,
      },
      'request',
    );
  };
}

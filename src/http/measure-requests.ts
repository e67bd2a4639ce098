import type { MiddlewareHandler } from 'hono';
import { Histogram, type Registry } from 'prom-client';
import { routeTemplate } from './route-template.ts';

const known = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Measures how long answers take, by route and status. */
export function measureRequests(registry: Registry): MiddlewareHandler {
  const durations = new Histogram({
    name: 'punctual_http_request_duration_seconds',
    help: 'How long HTTP answers took, by method, route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  return async (c, next) => {
    const stop = durations.startTimer();
    await next();
    // Anybody can make up methods, and each label is a time series for ever.
    const method = known.has(c.req.method) ? c.req.method : 'other';
    stop({ method, route: routeTemplate(c), status: String(c.res.status) });
  };
}

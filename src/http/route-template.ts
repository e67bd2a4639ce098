import type { Context } from 'hono';
import { matchedRoutes } from 'hono/route';

/** The path of the route that a request met, as it was written down: never what was asked. */
export function routeTemplate(c: Context): string {
  // Middlewares are registered for all methods; what answers, for one.
  const route = matchedRoutes(c).find(({ method }) => method !== 'ALL');
  return route?.path.replace(/\{.*?\}/g, '') ?? 'unmatched';
}

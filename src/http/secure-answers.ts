import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';

const none = secureHeaders({
  contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
});

// What Swagger UI needs, and from here alone; it draws its icons from data: URLs.
const docs = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'", "'unsafe-inline'"],
    imgSrc: ["'self'", 'data:'],
    connectSrc: ["'self'"],
    frameAncestors: ["'none'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
  },
});

/** Headers that keep browsers from doing more with our answers than is meant. */
export function secureAnswers(): MiddlewareHandler {
  return async (c, next) => {
    const isDocs = c.req.path === '/docs' || c.req.path.startsWith('/docs/');
    await (isDocs ? docs : none)(c, next);
    // Answers are one caller's; nobody on the way keeps them.
    if (!c.res.headers.has('Cache-Control')) c.res.headers.set('Cache-Control', 'no-store');
  };
}

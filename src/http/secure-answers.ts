import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { UNSUBSCRIBE_PATH } from '#receipts/unsubscribe-token';

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

// A form that goes to where it came from, and no address of it to anybody.
const unsubscribe = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    imgSrc: ['data:'],
    frameAncestors: ["'none'"],
    baseUri: ["'none'"],
    formAction: ["'self'"],
  },
});

/** Headers that keep browsers from doing more with our answers than is meant. */
export function secureAnswers(): MiddlewareHandler {
  return async (c, next) => {
    await policyOf(c.req.path)(c, next);
    // Answers are one caller's; nobody on the way keeps them.
    if (!c.res.headers.has('Cache-Control')) c.res.headers.set('Cache-Control', 'no-store');
  };
}

function policyOf(path: string): MiddlewareHandler {
  if (path === '/docs' || path.startsWith('/docs/')) return docs;
  return path.startsWith(UNSUBSCRIBE_PATH) ? unsubscribe : none;
}
